"""The words behind the concepts of `knowledge.concepts`, in Korean and English. Data; called by `knowledge.concepts`.

Source: the vocabulary engineers use when they ask about clusters, cloud accounts and bills.
"""

# One concept an entry: its forms in both languages. Hangul forms are beginnings of words (죽 stands for 죽었어, 죽나요),
# also inside a word written without spaces; English forms are words or phrases in any inflection.
CONCEPTS = """
not = 못 | 아니 | 안 | 않 | 없 | aren | arent | can't | cannot | cant | couldn | didn | didnt | doesn | doesnt
    | don | dont | isn | isnt | never | no | none | not | nothing | unable | without | won | wont | nobody | no one
up = 구동 | 기동 | 떠 | 떴 | 뜨 | 뜬 | 뜰 | 뜸 | 뜹 | 올라가 | 올라간 | 올라갔 | 올라오 | 올라와 | boot
    | come up | start
work = 동작 | 돼 | 됐 | 되 | 된 | 될 | 됨 | 됩 | 먹히 | 작동 | function | work
reach = 들어가 | 연결되 | 연결이 | 열려 | 열리 | 열린 | 열림 | 응답 | 접근 | 접속 | access | connect | load
    | open | reach | reply | respond | response
finish = 끝나 | 끝난 | 끝났 | 완료 | 진행 | complete | finish | progress | roll out
fail = 고장 | 그러죠 | 그러지 | 깨져 | 깨졌 | 깨지 | 깨진 | 끊겨 | 끊기 | 끊김 | 나간 | 나갔 | 난리 | 내려간
    | 내려갔 | 내려앉 | 느려 | 느리 | 느린 | 다운 | 떨어졌 | 렉 | 말썽 | 맛간 | 맛이 | 맛탱 | 망가 | 먹어 | 먹통
    | 못하 | 무슨일 | 문제 | 뭔일 | 백지 | 버벅 | 불량 | 불안정 | 불통 | 비정상 | 뻑 | 뻗 | 뻗었 | 실패 | 쓰러
    | 안된 | 오락가락 | 오작동 | 왜이 | 왜저래 | 왜저럼 | 이 모양 | 이래 | 이러 | 이럼 | 이모양 | 이상 | 이상해
    | 이슈 | 잘못 | 장애 | 죽 | 죽어있 | 지연 | 크래시 | 터져 | 터졌 | 터지 | 터진 | 터짐 | 튕 | 튕겨 | 하얀 | 하얗
    | anything off | something off
    | act up | acting | bad | blank page | blow up | borked | break | broke | broken | choke | crash | dead
    | degraded | die | died | dies | down | dying | evict | evicted | fail | failed | failure | fall over
    | fell over | flaky | flap | go down | go on | go wrong | goes down | going down | going on | going wrong
    | gone | happening | incident | issue | kaput | lag | laggy | latency | messed | misbehave | misbehaving
    | not ok | offline | on fire | oomed | outage | problem | screwed | sick | slow | struggling | time out
    | timeout | trouble | unavailable | unhealthy | unreachable | unresponsive | unstable | weird | went down
    | went wrong | what happen | what happened | whats going on | white screen | wrong | wtf | can't pay | cannot pay
    | unable to pay | couldn't pay | can't buy | can't order
stuck = 걸려있 | 걸린 채 | 대기 | 막혀 | 막혔 | 막힌 | 멈춘 채 | 멈춤 | 멈췄 | 스케줄 | 스케줄링
    | 안 끝 | 지지부진 | 펜딩 | 하세월 | 한참 | freeze | frozen | halfway | hang | hanging | hung
    | never finishes | pending | scheduling | stall | stuck | unschedulable
error = 에러 | 에러나 | 예외 | 예외처리 | 오류 | 오백 | 익셉션 | 401 | 403 | 404 | 4xx | 500 | 502 | 503 | 504
    | 5xx | error | errored | erroring | errors | exception | fatal | panic | stack trace | stacktrace
    | traceback
restart = 계속 죽 | 껐다 켜 | 껐다켜 | 다시 띄워 | 리스타트 | 반복 | 자꾸 죽 | 재기동 | 재부팅 | 재시작 | 재실행
    | bounce | bouncing | crash loop | crashloop | crashloopbackoff | keeps restarting | loop | reboot | restart
    | restarting
healthy = 건강 | 괜찮 | 레디 | 멀쩡 | 무사 | 살아 | 쌩쌩 | 안녕한 | 잘 되 | 잘되 | 정상 | 준비 | 헬시 | alive
    | fine | good | green | health | healthy | ok | okay | ready | sane | stable | well
status = 나아졌 | 복구됐 | 상태 | 상태가 | 상황 | 어때 | 어떠 | 어떤지 | 어떻게 돼 | 어떻게 됐 | 요약 | 잘 있 | 잘있
    | 해결되었 | 해결됐 | 현황
    | been fixed | condition of | doing | got fixed | holding up | how is | how's | look like | looking | overview
    | situation | state
    | is fixed | it fixed | status | summary | what's up | whats up
why = 까닭 | 때문 | 땜에 | 뭐 때문 | 뭐때문 | 뭣땜 | 분석 | 설명 | 어째서 | 왜 | 왜때문 | 원인 | 원인좀 | 웬
    | 이유 | 이유좀 | 조사 | 진단 | 트러블슈팅 | 파악 | cause | diagnose | explain | figure out | how come
    | investigate | rca | reason | reasons | root cause | why | whys
show = 검사 | 검토 | 궁금 | 까 | 내놔 | 던져 | 뒤져 | 리포트 | 보고 싶 | 보고해 | 보여 | 보자 | 볼 | 볼래 | 봅시
    | 봐 | 부탁 | 뽑 | 뽑아 | 살펴 | 알 수 | 알고 | 알려 | 열어 | 요약 | 읽 | 적어줘 | 점검 | 조회 | 주라 | 주세
    | 주십 | 줄래 | 줘 | 찾 | 체크해 | 추려 | 틀어 | 확인 | 훑 | check | dig | display | fetch | find | give
    | grab | let me see | look | need | print out | provide | pull up | report | search for | see | share | show
    | summarize | summary | tell | view | want | 주실 | 첨부
list = 각각 | 나열 | 리스트 | 모두 | 모든 | 모아 | 목록 | 무엇무엇 | 뭐뭐 | 뭐뭐있 | 뭐있 | 일람 | 전부 | 전체
    | 종류별 | 쭉 | all | enumerate | every | inventory | list | listing | ls | overview of
which = 머가 | 머야 | 무슨 | 무엇 | 뭐 | 뭔 | 뭘 | 뭣 | 어느 | 어디 | 어떤 | what | what's | whats | where | which
exist = 가지고 | 갖고 | 남는 | 남아 | 남은 | 보유 | 있 | 있니 | 있을까 | 존재 | any | are there | exist
    | got any | had | has | have | is there | left | own | remain | still | there | 등록된 | 등록돼 | 등록되어 | 생성된 | 만들어진
    | 설치된
count = 개수 | 개수좀 | 개야 | 갯수 | 대수 | 몇 | 몇 개나 | 몇개 | 몇대 | 번 | 세어 | 세줘 | 수가 | 수는 | 숫자
    | 얼마나 많 | 총몇 | 횟수 | amount of | count | how many | how much pods | how often | number | number of
    | times | total number
detail = 구성 | 낱낱이 | 더 알 | 디스크라이브 | 디테일 | 상세 | 상세히 | 세부 | 속성 | 스펙 | 자세 | 정보
    | 컨디션 | condition | describe | describing | detail | details | everything about | full info | info
    | information | inspect | more about | properties | spec | belong | belong to | controller owns | owner reference
    | 소속
port = 포트 | 포트번호 | port | ports
forward = 포워드 | 포워딩 | forward | forwarding
event = 사건 | 이벤트 | event | events
login = 가입 | 로그인 | 회원가입 | login | sign in | sign up | signup
appear = 나오 | 나옵 | 나와 | 안나 | appear | come out
log = 로그 | 로그들 | 찍은 | 찍혔 | 찍힌 | 출력 | 콘솔 | console output | log | logging | logs | output | print
    | printed | stderr | stdout | tail
previous = 그전 | 앞선 | 예전 | 이전 | 이전거 | 이전꺼 | 재시작 전 | 재시작전 | 죽기 | 죽기 전 | 죽기전 | 지난번
    | 직전 | 직전에 | before | before it | earlier | last crash | last restart | previous | prior
latest = 마지막 | 방금 | 최근 | 최신 | just | last | latest | newest | recent
deploy = 나간 버전 | 디플 | 디플로이 | 롤아웃 | 릴리스 | 릴리즈 | 반영 | 배포 | 출시 | deploy | deployed
    | deployment of | deploys | go out | push | release | released | releases | rollout | rollouts | ship
    | shipped | went out
history = 기록 | 내역 | 리비전 | 배포내역 | 버전 | 변천 | 언제언제 | 이력 | 히스토리 | changelog | history
    | log of deploys | revision | revisions | timeline | version | versions
change = 건드 | 건드렸 | 건드린 | 고쳐졌 | 달라 | 바꼈 | 바꾼 | 바꿔 | 바뀌 | 바뀌었 | 바뀐 | 바뀜 | 변경 | 변동 | 변화
    | 수정된 | 추가된 | altered | change | changed | changes | differ | modify | new in | update | updated
diff = 다른 | 다른점 | 달라진 | 비교 | 비교해 | 차이 | between | compare | compared | comparison | diff
    | difference | versus | vs
who = 누가 | 누구 | who
rollback = 돌려 놔 | 돌려놔 | 되돌 | 되돌려 | 되돌리 | 롤백 | 롤빽 | 백 시켜 | 원복 | 이전 버전으로 | back out
    | go back | revert | roll back | roll it back | rollback | undo
scale = 늘려 | 늘려줘 | 늘리 | 대로 늘 | 스케일 | 줄여줘 | 증설 | 확장해 | resize | scale | scale down
    | scale out | scale up | upsize
delete = 날려 | 날리 | 내려 | 내려줘 | 뽀개 | 삭제 | 없애 | 제거 | 죽여 | 지우 | 지운 | 지워 | 폐기 | delete
    | destroy | drop | get rid | kill | purge | release the | remove | terminate | wipe
stop = 꺼 | 꺼줘 | 끄 | 끄고 | 끄면 | 내리 | 멈춰줘 | 정지시 | 정지해 | 종료시 | 중지시 | shut down | shutdown
    | stop | turn off
create = 그려 | 드레인 | 등록 | 띄워 | 마이그레이션 | 만들 | 만들어 | 만들자 | 발급 | 배포 좀 해 | 배포시켜
    | 배포해 줘 | 배포해주 | 배포해줘 | 번역 | 보내 | 불러 | 사줘 | 생성 좀 | 생성하 | 생성해 | 설치 | 시켜
    | 시켜줘 | 써줘 | 업그레이드 | 업데이트해 | 올려 | 옮겨 | 작성 | 적어 | 적용해 | 주문해 | 지어 | 추가 좀
    | 추가해 | 추천 | 틀어줘 | add | assign | book | buy | compose | cordon | create | deploy a | deploy it
    | deploy my | deploy our | deploy the app | deploy this | disable | draft | drain | draw | enable | generate
    | install | invite | launch a | launch an | make | migrate | migrating | open a ticket | order | patch
    | provision | recommend | rename | reserve | send | set up | spin | spin up | tell me a joke | translate
    | upgrade | write
run = 돌았 | 돌아갔 | 가동 | 구동 중 | 도는 | 돌고 | 돌려 | 돌아 | 돌아가 | 실행 | 켜 | 켜져 | 켜진 | live | on | run | running
stopped = 꺼놓 | 꺼둔 | 꺼져 | 꺼진 | 멈춘 | 멈춰 | 스탑 | 정지 | 중지 | halted | off | shut | stopped
replica = 대로 | 레플 | 레플리카 | 몇 벌 | 복제본 | 인스턴스수 | copies | instance count | replica | replicas
    | scaled
image = 이미지 | 컨테이너이미지 | 태그 | image | images | tag | tags
pull = 가져오 | 가져온 | 가져와 | 당겨 | 레지스트리 | 받 | 받아오 | 받아와 | 풀 | download | pull | registry | 다운로드
imagepull = 이미지풀 | errimagepull | image pull | imagepull | imagepullbackoff
oom = 메모리 초과 | 메모리터 | 오오엠 | exceeds memory | memory leak | memory limit | oom | oom killed | oomkill
    | oomkilled | out of memory | ran out of memory | run out of memory | runs out of memory
configerror = config error | createcontainerconfigerror | createcontainererror
exitcode = 종료코드 | exit | exit code
probe = 라이브니스 | 레디니스 | 스타트업프로브 | 프로브 | 헬스 체크 | 헬스체크 | health check | healthcheck
    | healthchecks | liveness | probe | readiness | startup probe
kubernetes = 쿠버 | 쿠버네티스 | 쿠버네틱스 | 쿠베 | eks | k8s | kube | kubernetes
database = 데이터베이스 | 디비 | database | db
cluster = 컨텍스트 | 클러스터 | cluster | clusters | context
live = 녹화 | 스냅샷 기록 | 실시간 | recorded | recording
node = 노드 | 노드들 | 워커 | 워커노드 | node | nodes | worker | workers
pod = 파드 | 팟 | 포드 | po | pod
namespace = 네임 | 네임스페이스 | namespace | ns
service = 서비스 | service | svc
workload = 마이크로서비스 | 애플리케이션 | 앱 | 앱들 | 어플 | 어플리케이션 | 워크로드 | app | application | apps
    | microservice | microservices | workload | workloads
deployment = 디플로이먼트 | deployment | get deploy | get deployment
statefulset = 스테이트풀 | 스테이트풀셋 | statefulset | sts
daemonset = 데몬셋 | daemonset | ds
replicaset = 레플리카셋 | replica set | replicaset | rs
job = 배치잡 | 잡 | job
cronjob = 예약작업 | 크론 | 크론잡 | cj | cron | cron job | cronjob
ingress = 인그레스 | ing | ingress
hostname = 도메인 | 호스트네임 | 호스트명 | 호스트 이름 | 유알엘 | domain | domain name | host name | hostname | url
exposed = 노출 | 외부 | 밖에서 | 바깥 | 인터넷 | expose | external | externally | from outside | internet | outside
    | public | publicly | from the outside
room = fullest | emptiest | 여유 | 남은 자원 | 남은 용량 | 빈자리 | 빈 자리 | 자리가 | free | headroom | leftover capacity
    | room | spare capacity | unallocated | allocatable
configmap = 설정맵 | 컨피그맵 | cm | config map | configmap
secret = 시크릿 | secret
pvc = 볼륨클레임 | 클레임 | 피브이씨 | persistent volume claim | persistentvolumeclaim | pvc
pv = 퍼시스턴트볼륨 | persistent volume | persistentvolume | pv
hpa = 오토스케일러 | 오토스케일링 | 자동확장 | autoscaler | horizontal pod autoscaler | horizontalpodautoscaler
    | hpa
pdb = 중단예산 | disruption budget | pdb | pod disruption budget | poddisruptionbudget
networkpolicy = 네트워크정책 | 네트워크폴리시 | netpol | network policy | networkpolicy
endpoint = 엔드포인트 | endpoint | endpointslice | ep
serviceaccount = 서비스계정 | 서비스어카운트 | sa | service account | serviceaccount
storageclass = 스토리지클래스 | sc | storage class | storageclass
quota = 리소스쿼터 | 쿼터 | quota | resource quota | resourcequota
limitrange = 리밋레인지 | limit range | limitrange
object = 객체 | 오브젝트 | object
raw = 그대로 | 매니페스트 | 원문 | 원본 | 통째 | full yaml | json | manifest | raw | yaml | yamls
label = 라벨 | 레이블 | 셀렉터 | label | selector
config = 설정 | 세팅 | 컨피그 | 환경변수 | config | configuration | env var | environment variable | setting
container = 컨테 | 컨테이너 | container | sidecar
per = 별 | 별로 | each | per | 개별
most = 가장 | 많 | 많이 | 상위 | 제일 | 최다 | 큰 | 탑 | biggest | heaviest | largest | max | most | top | worst
    | 순서대로 | 순으로 | 순서로
name = 네이밍 | 명칭 | 이름 | called | name | named
warn = 경고 | 알람 | 알림 | 워닝 | alarm | alert | warn | warning
short = 딸려 | 모자라 | 모자란 | 부족 | 초과 | exceed | insufficient | run out | shortage
release = 놓아 | 반납 | 해제 | give back
policy = 정책 | 폴리시 | policy
key = 키 | 키값 | 키들 | key | keys
instance = 머신 | 서버 | 서버들 | 이씨투 | 인스턴스 | 인스턴스들 | box | ec2 | ec2 instance | ec2s | host
    | instance | instances | machine | server | servers | vm | vms
volume = 디스크 | 볼륨 | 볼륨들 | 이비에스 | 저장공간 | disk | disks | drive | ebs | ebs volume | gp2 | gp3
    | volume | volumes
snapshot = 백업 | 스냅샷 | 스냅숏 | backup | backups | snapshot | snapshots
eip = 엘라스틱 | 탄력적 | eip | eips | elastic address | elastic ip | elastic ips | public ip | public ips
    | static ip | static ips | static public ips
ip = 아이피 | 주소 | address | ip | ips
static = 고정 | 공인 | 퍼블릭
attach = 꽂 | 달려 | 매핑 | 물려 | 붙 | 붙어 | 붙여 | 붙은 | 연결 | 연결돼 | 연결된 | 할당 | assigned
    | associate | attach | attached | connected to | linked | mounted | used by
use = 사용 | 써 | 쓰 | 쓰고있 | 쓰는 | 쓰이 | 쓴 | 쓸 | 씀 | 이용 | in use | needed | use | used | uses | using
loose = 떠도는 | 미연결 | dangling | detached | unassigned | unassociated | unattached
unused = 고아 | 남아도 | 남아돌 | 노는 | 노는거 | 놀 | 놀고 | 놀려 | 놀리 | 미사용 | 방치
    | 버려진 | 불필요 | 쉬고 | 쉬는 | 쓸데없 | 쓸모없 | 안쓰 | 안쓴 | 유휴 | 잉여 | 잊힌 | 좀비 | 텅빈
    | abandoned | do nothing | doing nothing | forgot | forgotten | forgotten about | idle
    | idles | idling | left behind | left over | leftover | lying around | no longer used | nobody uses
    | not in use | orphan | orphaned | sit around | sitting idle | spare | stale | underused | unneeded
    | unused | useless | zombie
waste = 과다 | 과스펙 | 과한 | 군살 | 낭비 | 버려 | 버리 | 비효율 | 빼도 | 새고 | 새는 | 샌 | 쓰레기 | 아껴
    | 아끼 | 아낄 | 절감 | 절약 | 정리 | 정리할 | 줄여 | 줄여줘 | 줄이 | 줄일 | 줄일만 | 최적화 | 헛돈 | cheaper
    | clean | cleanup | cost optimization | cut | cuts | cutting | lower | optimisation | optimise | optimize
    | oversized | overspend | reduce | rightsize | rightsizing | save | saving | savings | slim | tighten
    | too big | trim | waste | wasted | wasteful | wasting
cost = 가격 | 결제금액 | 결제액 | 과금 | 금액 | 나가는 | 나가요 | 나왔 | 납부 | 달러 | 돈 | 명세 | 명세서 | 비용
    | 비용이 | 빌링 | 썼 | 썼어 | 씀씀이 | 얼마 | 얼마나 나가 | 얼마나 나와 | 얼마나 나왔 | 요금 | 원화 | 지출
    | 청구 | bill | billing | bills | bucks | charge | cost | costs | dollar | expense | how much | invoice
    | money | pay | paying | price | pricing | spend | spending | spends | spent | usd
expensive = 값비 | 고가 | 돈먹는 | 먹는 | 비싸 | 비싼 | 비쌈 | 비용 많이 | 순위 | 잡아먹 | costliest | costly
    | eat money | eats money | expensive | most expensive | pricey | pricier | priciest
increase = 급증 | 늘어 | 늘어난 | 늘었 | 대비 | 더 나 | 더 많 | 더나 | 더많 | 뛰었 | 뛴 | 불었 | 비싸졌 | 상승
    | 오르 | 오른 | 올라 | 올랐 | 증가 | 증가율 | 초과 | 튀어 | 튀었 | 튐 | 폭증 | climbed | double | doubled
    | go up | grew | grow | growing | higher | increase | jump | jumped | more than | rise | rose | shot up
    | spike | spiked | surge | went higher | went up
decrease = 감소 | 내렸 | 덜 나 | 덜나 | 싸졌 | 저렴해졌 | 줄어들었 | 줄어든 | 줄었 | 하락
    | came down | cheaper than
    | got cheaper | was cheaper | decrease | decreased | dropped | fell | fallen | less than | lower than | went lower
ahead = 나올 | 나올까 | 내년 | 내달 | 다음 달 | 다음달 | 다음 분기 | 앞으로 | 예상 | 예측 | 월말
    | 이대로 | 전망 | at this rate | end of the month | expected | forecast | month end | next month | next quarter | next year
    | on track | predict | prediction | projected | projection | run rate
byservice = 상품별 | 서비스 별 | 서비스마다 | 서비스별 | 제품별 | 항목별 | break down | breakdown | by product
    | by service | each service | per product | per service | services cost | split by
total = 다 합 | 다합 | 전체금액 | 총 | 총액 | 토탈 | 통틀어 | 합계 | 합쳐 | altogether | grand total | in total
    | overall | sum | total
aws = 계정 | 아마존 | 에이더블유에스 | 인프라 | 클라우드 | 클라우드비 | 클라우드비용 | account | accounts
    | amazon | aws | aws계정 | cloud | infra | infrastructure
awsservice = 클라우드워치 | 라우트53 | 오로라 | 레드시프트 | 엘라스티캐시 | 오픈서치 | 파게이트 | 이벤트브릿지 | 키네시스
    | 시크릿 매니저 | 시크릿매니저 | 클라우드포메이션 | cloudwatch | cloud watch | route 53 | aurora | redshift | opensearch
    | documentdb | eventbridge | kinesis | msk | athena | api gateway | secrets manager | parameter store | ecr | efs | fsx
    | kms | cloudformation | guardduty | beanstalk | sagemaker | bedrock | codebuild | codepipeline | step functions
    | 다이나모 | 람다 | 로드밸런서 | 버킷 | 알디에스 | 에스삼 | 클라우드프론트 | alb | bucket
    | cloudfront | dynamodb | ecs | elasticache | elb | fargate | lambda | load balancer | nat | nat gateway
    | rds | route53 | s3 | sns | sqs
resource = 리소스 | 자원 | resource
cpu = 시피유 | 씨피유 | 프로세서 | cpu | processor
traffic = 실패율 | 에러율 | 오류율 | 성공률 | 전환율 | error rate | failure rate | success rate | conversion rate
    | 요청 수 | 요청수 | 초당 요청 | 방문자 | 접속자 | rps | qps | tps | req/s | requests per second | request rate
    | visitors | page views
network = 네트워크 | 네트웍 | 대역폭 | 송수신 | 아웃바운드 | 인바운드 | 트래픽 | 패킷 | bandwidth | bytes in
    | bytes out | inbound | network | networking | outbound | packets | throughput | traffic | net in | net out
    | net in/out
memory = 램 | 메모리 | 메모리량 | 힙 | heap | mem | memory | ram
diskio = 디스크 io | 디스크 쓰기 | 디스크 읽기 | 디스크io | 쓰기 | 아이옵스 | 읽기 | disk io | disk read
    | disk write | iops | io
statuscheck = 상태검사 | status check
usage = 그래프 | 낮 | 높 | 로드 | 메트릭 | 바빠 | 바쁘 | 부하 | 사용 | 사용량 | 사용률 | 쓰고 | 어땠 | 얼마나
    | 얼마나 썼 | 이용률 | 점유율 | 지표 | 최고 | 최대 | 최댓값 | 최저 | 추이 | 치솟 | 패턴 | 평균 | 피크
    | average | averages | busiest | busy | consumption | graph | graphs | high | highest | hot | idle time | load average
    | loaded | low | maximum | metric | metrics | peak | percent | statistics | stats | trend | usage | util
    | utilization | overload | overloaded
daily = 나간날 | 나온날 | 날마다 | 날짜별 | 매일 | 일별 | 일자별 | 하루하루 | 하루에 | 하루치 | 월별 | 주별 | 쓴날 | 비용추이
    | 요금추이 | 지출추이 | by day | by month | by week | cost history | daily | day by day | day to day | each day
    | each month | each week | every day | every month | month by month | per day
    | per week | spending history | week by week | weekly cost | weekly spend | cost trend | spend trend | spending trend
transfer = 전송 | 이그레스 | data transfer | egress | transfer | bandwidth cost | traffic charge | traffic cost
storage = 스토리지 | storage
credit = 크레딧 | 크레디트 | credit | credits
charged = 과금항목 | 사용유형 | 요금항목 | 청구항목 | 품목별 | 항목별 | charge type | line item | usage type | sku
howto = 가이드 | 고려사항 | 노하우 | 대응 | 대처 | 런북 | 매뉴얼 | 메뉴얼 | 방법 | 방안 | 법 | 봐야 | 설명서
    | 순서 | 어떡 | 어떡하 | 어떻게 | 어쩌 | 어찌 | 어케 | 우째 | 유의점 | 절차 | 점검해야 | 주의사항 | 지침
    | 체크리스트 | 체크해야 | 튜토리얼 | 팁 | 프로세스 | 플로우 | 하는 법 | 하는법 | 하려면 | 확인사항
    | 확인해야 | approach | best practice | best way | checklist | explain how | guide | guideline | how are
    | how can i | how do | how do i | how do we | how do you | how does | how does one | how should | how to
    | how would | how-to | howto | instruction | instructions | mitigate | mitigation | playbook | procedure
    | process for | proper way | remediation | right way | runbook | should i | should we | sop | step | teach
    | the way to | tips | tutorial | walk me | what are the steps | what do i do | what should i | what to do
document = 문서 | 위키 | 자료 | article | doc | documentation | wiki
general = 대개 | 대체로 | 보통 | 보편 | 원래 | 일반 | 일반적 | 통상 | 통상적 | 흔한 | 흔히 | common | commonly
    | general | generally | in theory | normal way | normally | typical | typically | usually
evidence = 근거 | 증거 | 출처 | evidence | proof
sure = 확신 | 확실 | 틀림없 | certain | certainty | confidence | confident | sure
fix = 고쳐 | 고치 | 고칠 | 고침 | 방지 | 복구 | 손보 | 예방 | 잡는 | 조치 | 푸는 | 풀어 | 해결 | 해소 | avoid
    | cure | deal with | debug | fix | fixing | handle | prevent | recover | remedy | repair | resolve
    | solution | solve | solving | troubleshoot
define = 개념 | 뜻 | 무슨 뜻 | 뭐야 | 뭐예요 | 뭐임 | 뭐지 | 뭔가요 | 뭔데 | 뭔지 | 설명해 | 의미 | 이란 | 정의
    | concept | define | definition | mean | meaning | stand for | what does | what does mean | what is a
    | what is an
when = 언제 | when
clock = 며칠 | 몇시 | 몇월 | what date | what day | what time | which day
type = 기가 | 몇 기가 | 몇기가 | 사양 | 스토리지 크기 | 용량 | 종류 | 크기 | 타입 | capacities | capacity
    | cores | gb | gib | size | sizes | sizing | type | types | vcpu
empty = 비어 | 비어있 | 비었 | 빈 | 빈칸 | 없음 | 텅 | blank | empty | no results | nothing comes
    | nothing shows
old = 묵은 | 예전에 | 옛날 | 오래 | 오래된 | 오래전 | 해묵 | age | aged | ancient | old | older | oldest
    | outdated | years old
owner = 소유 | 주인 | own | owned | owner | owns
limits = cpu request | memory request | requests and limits | resource limit | resource request
dns = 디엔에스 | 레코드 | dns
other = 가비아 | 강아지 | 게임 | 고양이 | 구글 | 구글시트 | 구글애널리틱스 | 급여 | 깃랩 | 깃허브 | 깃헙 | 날씨
    | 네이버 | 네임서버 | 넷리파이 | 노래 | 노션 | 노트북 | 농담 | 뉴스 | 당직 | 데이터독 | 도커허브
    | 도쿄 여행 | 디스코드 | 디지털오션 | 라이트하우스 | 랩탑 | 레디스 | 레시피 | 레지스트라 | 로또 | 마우스
    | 맛집 | 매출 | 맥북 | 메일 | 면접 | 몽고 | 문장 | 버셀 | 버스 | 번역 | 번역해 | 보안 그룹
    | 보안그룹 | 볼트 | 브랜치 | 비밀번호 | 비트코인 | 비행기 | 빅쿼리 | 빌드 | 사랑 | 사무실 | 삼행시 | 생일
    | 서버실 | 서브넷 | 센트리 | 소설 | 스마트폰 | 스크립트 | 스트라이프 | 슬랙 | 시험 | 식당 | 아사나 | 아이폰
    | 아파트 | 애저 | 앤서블 | 야구 | 어드민 | 에어컨 | 엑셀 | 엘라스틱서치 | 엘리베이터 | 여행 | 연봉 | 영어
    | 영업 | 영화 | 예산 | 오라클 | 오픈스택 | 온콜 | 온프레미스 | 와이파이 | 요리 | 운세 | 월급 | 유튜브
    | 음악 | 이메일 | 인사 | 인증서 | 일정 | 자격증 | 자동차 | 자바스크립트 | 저녁메뉴 | 점심메뉴 | 젠킨스
    | 주가 | 주말 | 주식 | 주차 | 지라 | 지하철 | 직원 | 집값 | 채용 | 책 | 챗지피티 | 철학 | 축구 | 축하 | 출장
    | 치킨 | 카카오톡 | 카톡 | 카프카 | 캘린더 | 커밋 | 커피 | 컨플루언스 | 컴퓨터 | 코그니토 | 코드 | 코드리뷰
    | 쿼리문 | 클라우드플레어 | 키보드 | 택시 | 테라폼 | 트렐로 | 트위터 | 파워포인트 | 파이썬 | 파이어베이스
    | 파이프라인 | 페이지스피드 | 포스트그레스 | 풀리퀘 | 프린터 | 피자 | 하늘 | 핸드폰 | 헬름 | 호텔 | 화장실
    | 환율 | 회식 | 회의 | 휴가 | 휴대폰 | actions | admin | analytics | ansible | argocd | asana | azure
    | baseball | bigquery | birthday | bitcoin | branch | budget | build | calendar | cat | certificate
    | certification | chatgpt | ci | cloudflare | cloudtrail | code | code review | coffee | cognito | commit
    | confluence | datadog | digitalocean | discord | dockerhub | dog | elasticsearch | email
    | employee | english | exam | excel | firebase | flight | fly.io | football | gabia | game | gcp
    | github | gitlab | google | haiku | helm | heroku | hotel | iam | interview | iphone | javascript | jenkins
    | jira | joke | kafka | laptop | lighthouse | linear | love | lunch | macbook | mariadb | meeting | merge
    | mongodb | movie | music | mysql | nameserver | netlify | newrelic | news | notion | office | okta
    | on call | on-call | openai | openstack | oracle | pagerduty | pagespeed | password | phone | pipeline
    | pizza | planetscale | poem | postgres | postgresql | ppt | printer | pull request | python | railway
    | rbac | recipe | redis | registrar | render | restaurant | revenue | salary | sales | script
    | security group | sentry | sky | slack | snowflake | soccer | song | spreadsheet | sql | ssl | ssl 인증서
    | stock | stripe | subnet | supabase | taxi | terraform | tls | travel | trello | twitter | vacation | vault
    | vercel | vmware | vpc | vpn | weather | weekend | wifi | youtube | zendesk | 앱스토어 | 플레이스토어 | app store
    | play store | 보안 | 그룹
"""

# Products among the words of `other` that may run as a workload here, so that one may ask how they are.
PRODUCTS = """
    argocd airflow ansible bigquery cloudflare confluence datadog elasticsearch firebase gitlab github helm jenkins jira
    kafka mariadb mongodb mysql newrelic okta openai oracle pagerduty planetscale postgres postgresql redis sentry slack
    snowflake stripe supabase terraform vault vercel zendesk rabbitmq memcached nginx
    데이터독 레디스 몽고 볼트 버셀 센트리 슬랙 스트라이프 앤서블 엘라스틱서치 오라클 젠킨스 지라 카프카 컨플루언스
    클라우드플레어 테라폼 파이어베이스 포스트그레스 깃랩 깃허브 깃헙 헬름
    grafana loki tempo jaeger kibana logstash fluentd splunk dynatrace opsgenie honeycomb zipkin cassandra clickhouse
    zookeeper nats consul keycloak harbor nexus sonarqube circleci spinnaker tekton fastly akamai auth0 launchdarkly
    cdn 씨디엔 segment amplitude mixpanel hubspot salesforce zabbix nagios pingdom statuspage
    그라파나 키바나 스플렁크 뉴렐릭 페이저듀티 옵스지니 래빗엠큐 멤캐시드 카산드라 클릭하우스 주키퍼 키클락 세일즈포스
"""

# Other words of the field that name nothing which is read here, but that a guide may be asked about.
OF_THE_FIELD = """
    certificate ssl tls iam rbac vpc vpn subnet pipeline ci password 인증서 보안그룹 서브넷 파이프라인 비밀번호 빌드
"""

# Concepts that stand next to each other (one word may be between) and mean one thing together.
COMBINATIONS = """
reach ip = hostname
not up = fail
not work = fail
not reach = fail
not finish = stuck
not healthy = unhealthy
not run = fail
not use = unused
not attach = loose
not pull = imagepull
not status = unhealthy
not login = fail
not log = fail
not appear = fail
not show = fail
not create = fail
login fail = fail
image pull = imagepull
image error = imagepull
static ip = eip
memory not = oom
memory short = oom
memory fail = oom
network policy = networkpolicy
config error = configerror
config fail = configerror
most cost = expensive
cost most = expensive
status healthy = status
up exist = run
run exist = run
run status = status
volume pv = pv
volume pvc = pvc
"""

# Words of a question that say nothing about what is asked, beyond those of `knowledge.analysis`.
FILLERS = """
    able across actually ago already also and another anyone anywhere appear appears around as asap been being
    believe between bit boss both certain client compare current currently customer day dear different during either else
    entire exactly even evening ever everybody everyone far folks given guess guy happened hello her here hers hey hi him
    his hour if inside it its kind kindly kubectl like little lol long manager many maybe minute month morning much
    myself new next number ok only or other ours own people per period please pls plz possible possibly quick
    quickly really right same since single somebody someone somewhere sort stuff such team thank thanks them there
    they thing think thx time today tonight too uh um urgent us user week well while whole within ya year yo anyhow
    anyway choose pager something anything
"""
HANGUL_FILLERS = """
    ㅋㅋ ㅠㅠ 가능 감사 감사합니다 갑자기 같은 같이 거 거기 거나 거야 거예요 거죠 거지 건 건가 건가요 건지 걸 것
    것들 게 경우 계속 고객 고객들 고마 고마워 고맙 곳 관련 관리 관해 관해서 그거 그것 그게 그냥 그래서 그러 그러면 그런
    그런데 그럼 그렇 그리고 근데 글쎄 급한 급함 급해 나 나는 나도 날 내 내가 내일 너무 네 년 누가좀 누군가 는데 님
    다들 다시 달 대략 대요 대표님 대한 대해 더 데 데도 동안 되게 됩니다 따로 때 또 또한 라고 라는데 라서 래요 마저
    만 만약 먼저 모두 뭐부터 및 바람 바랍 바로 밤 방금 별도 부분 부터 분 빨리 사용자 사이 사장님 생각 새 새로 새로운 손님
    수 수고 시 시간 싶 싹 씨 아까 아니 아무 아무것도 아무데 아무도 아이고 아침 안녕 안녕하세요 약 어디서 어디에 어제
    어휴 엄청 여기 여러 예 오늘 완전 요새 요즘 우리 월 유저들 음 응 이거 이것 이게 이라는데 이라서 이랑 이러 이런
    이렇 이리 이번 이제 인데 인지 일 일단 입니다 자꾸 잠깐 저 저거 저기 저녁 저는 저도 저런 저리 저희 전 전반 전반적
    점심쯤 정도 정말 정확 정확히 제 제가 제발 조금 좀 주 중 지금 진짜 쪽 쪽으로 쪽은 초 팀장 팀장님 필요 하 하고
    하나 하나요 하는 하는데 한 한다 한다는 한번 할 할까 할지 함 합니까 합니다 해 해봐 해서 해야 해요 해주 해줄 해줘
    했 했나 했는데 했어 현재 혹시 후 흠 후보 당장 계열 그중 도대체 드려 드리 드립 모르 사수 새벽 선배 신입 알아오 엔 저보고
"""
