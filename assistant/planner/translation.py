"""Korean words for what services do, and the English words that name those services: 정산 is settlement, 결제 is payment.

Called by `assistant.planner.names`. Source: the everyday vocabulary of online businesses; no company's names.
"""

from functools import lru_cache

_WORDS = """
가격 = price pricing
가맹점 = merchant store
가입 = signup registration join
강의 = course lecture
검색 = search query
결제 = payment payments pay checkout
계정 = account accounts
고객 = customer customers client
공지 = notice announcement
관리자 = admin manager
광고 = ad ads advert
교환 = exchange
구독 = subscription subscribe
권한 = permission authz access
기록 = record history log
기사 = driver article
노선 = route
뉴스 = news
대시보드 = dashboard
대출 = loan
댓글 = comment comments reply
동영상 = video
등록 = register registration
로그인 = login auth signin
리뷰 = review reviews
매장 = store shop
매출 = sales revenue
메뉴 = menu
메시지 = message messages messaging
메일 = mail email
명세서 = statement invoice
문의 = inquiry support contact
문자 = sms text
발송 = send sender dispatch notification
방송 = broadcast live stream
배달 = delivery
배송 = shipping delivery shipment
배차 = dispatch
배치 = batch
번역 = translation translate
보고서 = report reports reporting
보상 = reward rewards
보안 = security
보험 = insurance
분석 = analytics analysis
사기 = fraud
사용자 = user users
사진 = photo photos image
상담 = consult chat support
상점 = shop store merchant
상품 = product products catalog item goods
색인 = indexer index
서버 = server
세금 = tax
세션 = session
소셜 = social
송금 = transfer remittance
쇼핑 = shopping shop
수강 = enrollment course
순위 = ranking rank
스케줄 = schedule scheduler
승인 = approval authorization
시세 = price quote market
실시간 = realtime live
알림 = notification notifications alert notify notifier
업로드 = upload uploader
영상 = video media
영수증 = receipt
예매 = ticket ticketing booking
예약 = booking reservation reservations
요금 = fare pricing billing
운송 = transport shipping
워커 = worker
원장 = ledger
웹 = web
위치 = location geo position
유저 = user users
음식 = food
음악 = music
이미지 = image images
이벤트 = event events campaign
이체 = transfer
인덱싱 = indexer indexing
인벤토리 = inventory
인증 = auth authentication identity
일정 = calendar schedule
입금 = deposit
자산 = asset assets
장바구니 = cart basket
재고 = inventory stock
적립 = points reward
전시 = display catalog
전환 = conversion
정산 = settlement settlements settle billing
좌석 = seat seats
주문 = order orders ordering
지갑 = wallet
지도 = map maps
지문 = fingerprint
진료 = clinic care
차량 = vehicle fleet
채팅 = chat
챗봇 = chatbot bot
청구 = billing invoice
추적 = tracking tracker trace
추천 = recommend recommendation recommender
출금 = withdrawal payout
충전 = charge topup
카탈로그 = catalog
캠페인 = campaign
쿠폰 = coupon coupons voucher
크론 = cron
티켓 = ticket tickets
파일 = file files
판매 = sales seller
판매자 = seller vendor
평가 = rating review
포인트 = point points
푸시 = push
프로모션 = promotion promo
프로필 = profile
피드 = feed
학습 = learning training
할인 = discount promotion
혜택 = benefit benefits
환불 = refund refunds
환율 = fx exchange rate
회원 = member members user membership
후기 = review reviews
"""


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    lines = (line.partition(" = ") for line in _WORDS.strip().splitlines())
    return {korean: frozenset(english.split()) for korean, _, english in lines}


def is_meant(word: str, piece: str) -> bool:
    """Whether a Korean word, without its particle, means the piece of a name."""
    return piece.lower() in _table().get(word, ())


def english_of(word: str) -> tuple[str, ...]:
    """The English words that the Korean word, without its particle, may mean, in alphabetical order."""
    return tuple(sorted(_table().get(word, ())))


def may_mean(word: str) -> bool:
    """Whether services are called after what the Korean word says."""
    return word in _table()
