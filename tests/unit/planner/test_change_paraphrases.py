"""Twenty ways to ask for each change, in both languages: the right action, of the right thing, to the right values."""

import pytest

from tests.unit.planner.test_changes import planned

_SCALE = ("scale", "shop/web", ("replicas=5",))
_RESTART = ("restart", "shop/web", ())
_MEMORY = ("set_resources", "shop/web", ("memory_limit=1Gi",))
_IMAGE = ("set_image", "shop/web", ("image=registry.example/web:1.2.3",))
_CORDON = ("cordon", "node-2", ())
_UNCORDON = ("uncordon", "node-2", ())
_DRAIN = ("drain", "node-2", ())
_PAUSE = ("pause", "shop/web", ())
_RESUME = ("resume", "shop/web", ())
_SUSPEND = ("suspend", "nightly", ())
_ROLLBACK = ("rollback", "shop/web", ("to_revision=3",))
_EXPAND = ("expand", "data-0", ("size=20Gi",))
_BOUNDS = ("set_bounds", "web", ("max_replicas=20",))
_DELETE = ("delete", "web-7d9fbc6b5-x2m4n", ())

_ASKED = {
    _SCALE: """
        web 스케일 5로 해줘
        scale web to 5
        web 5개로 스케일해줘
        web 파드 5개로 늘려줘
        web 레플리카 5로 맞춰줘
        web 인스턴스 5개로 증설해줘
        shop/web를 5개로 줄여줘
        web 5대로 스케일 아웃 해줘
        web 파드 수를 5로 바꿔줘
        web 복제본 5개로 설정해줘
        scale out web to 5 replicas
        please scale shop/web up to 5
        set web to 5 replicas
        set the replicas of web to 5
        increase web to 5 pods
        give web 5 replicas
        run 5 replicas of web
        can you scale web to five?
        bump web to 5 replicas
        scale deployment web in namespace shop to 5
        make web 5 replicas
        change the replica count of web to 5""",
    _RESTART: """
        restart web
        web 재시작해줘
        web 재기동 부탁해
        web 다시 시작해줘
        web 리스타트해줘
        web 껐다 켜줘
        web 파드 다시 띄워줘
        shop의 web 재시작 좀
        web 롤링 재시작 해줘
        web deployment 재시작시켜줘
        web 한번 재시작하자
        please restart the web deployment
        do a rolling restart of web
        bounce web
        reboot web please
        can you restart web in shop?
        kubectl rollout restart deploy/web -n shop
        restart shop/web now
        I want you to restart web
        could you bounce web for me""",
    _MEMORY: """
        give web 1Gi of memory
        web 메모리 1Gi로 올려줘
        web 메모리를 1Gi로 늘려줘
        web 메모리 1기가로 바꿔줘
        web 메모리 한도 1Gi로 변경해줘
        web memory limit 1Gi로 설정해줘
        web에 메모리 1Gi 줘
        web 메모리 제한을 1Gi로 높여줘
        shop/web 램 1Gi로 올려주세요
        set the memory of web to 1Gi
        set web memory limit to 1Gi
        raise the memory of web to 1Gi
        bump web's memory to 1Gi
        increase web memory to 1Gi
        change the memory limit of web to 1Gi
        let web use 1Gi of memory
        give web 1Gi memory
        raise web memory limit to 1Gi please
        can you increase the memory limit of web to 1Gi?
        web needs 1Gi of memory, please set it""",
    _IMAGE: """
        set the image of web to registry.example/web:1.2.3
        web 이미지를 registry.example/web:1.2.3으로 바꿔줘
        web 이미지 registry.example/web:1.2.3으로 교체해줘
        web을 registry.example/web:1.2.3으로 업데이트해줘
        web에 registry.example/web:1.2.3 배포해줘
        shop/web 이미지를 registry.example/web:1.2.3로 변경해줘
        web 이미지 registry.example/web:1.2.3으로 업그레이드해줘
        deploy registry.example/web:1.2.3 to web
        update web to registry.example/web:1.2.3
        change web's image to registry.example/web:1.2.3
        upgrade web to registry.example/web:1.2.3
        roll out registry.example/web:1.2.3 to web
        shop의 web을 registry.example/web:1.2.3 이미지로 올려줘
        change the image of web to registry.example/web:1.2.3
        let web use registry.example/web:1.2.3
        web의 이미지를 registry.example/web:1.2.3으로 교체 부탁해
        bump web to registry.example/web:1.2.3
        web 이미지 registry.example/web:1.2.3으로 올려주세요
        please use image registry.example/web:1.2.3 for web""",
    _CORDON: """
        cordon node-2
        node-2 cordon 해줘
        노드 node-2 코든해줘
        node-2에 새 파드 못 뜨게 막아줘
        node-2 스케줄링 막아줘
        node-2 스케줄 금지해줘
        node-2를 스케줄링에서 제외해줘
        node-2에 파드 안 뜨게 해줘
        kubectl cordon node-2
        please cordon node node-2
        can you cordon node-2?
        mark node-2 unschedulable
        make node-2 unschedulable
        stop scheduling pods on node-2
        disable scheduling on node-2
        node-2 노드 cordon 걸어줘
        node-2 cordon 처리해줘
        cordon the node node-2 please
        prevent new pods from being scheduled on node-2
        let's cordon node-2""",
    _UNCORDON: """
        uncordon node-2
        node-2 uncordon 해줘
        node-2 언코든 해줘
        node-2 코든 풀어줘
        node-2 cordon 해제해줘
        node-2 스케줄링 다시 허용해줘
        node-2에 파드 다시 뜨게 해줘
        make node-2 schedulable again
        mark node-2 schedulable
        enable scheduling on node-2
        allow scheduling on node-2 again
        please uncordon node-2
        node-2 cordon 취소해줘
        노드 node-2 스케줄링 허용해줘
        kubectl uncordon node-2
        let node-2 take pods again
        node-2 uncordon 부탁해
        can you uncordon node-2?
        node-2 노드 언코든해주세요
        remove the cordon from node-2""",
    _DRAIN: """
        drain node-2
        node-2 드레인해줘
        노드 node-2 비워줘
        node-2 drain 해줘
        node-2에서 파드 다 빼줘
        node-2 파드 다른 노드로 옮겨줘
        node-2 파드 전부 내보내줘
        please drain the node node-2
        evict all pods from node-2
        move all pods off node-2
        can you drain node-2?
        empty node-2
        node-2 노드 드레인 부탁드립니다
        node-2 비우자
        kubectl drain node-2
        node-2의 파드를 다른 노드로 옮겨줘
        노드 node-2 drain 걸어줘
        go ahead and drain node-2
        let's drain node-2
        drain the node node-2 now""",
    _PAUSE: """
        pause the rollout of web
        web 롤아웃 멈춰줘
        web 롤아웃 일시 중지해줘
        web 배포 일시정지 해줘
        web 배포 중단해줘
        pause web
        stop the rollout of web
        hold the rollout of web
        kubectl rollout pause deployment/web -n shop
        please pause the web rollout
        web 롤아웃을 잠깐 멈춰줘
        shop/web 롤아웃 정지해줘
        web 일시정지해줘
        can you pause the rollout of web?
        pause deployment/web in shop
        let's pause web's rollout
        web 롤아웃 pause 해줘
        web 배포 잠깐 중지해줘
        web 롤아웃 중단해주세요
        pause shop/web""",
    _RESUME: """
        resume the rollout of web
        web 롤아웃 재개해줘
        web 롤아웃 다시 시작해줘
        web 배포 재개해줘
        web 배포 이어서 해줘
        unpause web
        continue the rollout of web
        kubectl rollout resume deployment/web -n shop
        please resume web's rollout
        web 롤아웃 이어서 진행해줘
        shop/web 롤아웃 재개해주세요
        web 배포 다시 시작해줘
        can you resume the rollout of web?
        resume web
        resume shop/web
        unpause the rollout of web
        web 롤아웃 resume 해줘
        web 롤아웃 계속 진행해줘
        web 일시중지 풀어줘
        let's resume web's rollout""",
    _SUSPEND: """
        suspend the cronjob nightly
        nightly 크론잡 멈춰줘
        크론잡 nightly 중지해줘
        nightly cronjob 일시정지해줘
        nightly 크론잡 꺼줘
        크론잡 nightly 실행 안 되게 해줘
        pause cronjob nightly
        stop the nightly cronjob
        disable the cronjob nightly
        turn off the cron job nightly
        nightly 크론잡 suspend 해줘
        크론잡 nightly 당분간 멈춰줘
        nightly 배치 작업 중지해줘
        please suspend nightly cronjob
        can you suspend the cronjob nightly?
        suspend nightly
        nightly 크론 꺼줘
        nightly 크론잡 돌지 않게 해줘
        kubectl patch cronjob nightly to suspend it
        hold the cronjob nightly""",
    _ROLLBACK: """
        roll back web to revision 3
        rollback web to revision 3
        web을 리비전 3으로 롤백해줘
        web 3번 리비전으로 되돌려줘
        web 리비전 3으로 되돌려줘
        revert web to revision 3
        undo web to revision 3
        kubectl rollout undo deployment/web --to-revision=3 -n shop
        web 3번 리비전으로 롤백
        shop/web을 revision 3으로 롤백해줘
        web을 3 리비전으로 원복해줘
        web revision 3으로 되돌려줘
        please roll web back to revision 3
        can you roll back web to revision 3?
        roll back the deployment web to revision 3
        go back to revision 3 of web
        web 리비전 3으로 돌려놔줘
        roll web back to revision 3
        let's revert web to revision 3
        restore revision 3 of web""",
    _EXPAND: """
        expand pvc data-0 to 20Gi
        pvc data-0 20Gi로 확장해줘
        data-0 볼륨 20Gi로 늘려줘
        data-0 pvc 크기를 20Gi로 키워줘
        pvc data-0 용량 20기가로 늘려줘
        resize pvc data-0 to 20Gi
        grow the claim data-0 to 20Gi
        increase pvc data-0 to 20Gi
        make the pvc data-0 20Gi
        클레임 data-0를 20Gi로 늘려주세요
        data-0 pvc 20GB로 확장해줘
        디스크 data-0 20Gi로 키워줘
        pvc data-0를 20Gi로 리사이즈해줘
        please expand the volume claim data-0 to 20Gi
        can you grow pvc data-0 to 20Gi?
        bump pvc data-0 to 20Gi
        give pvc data-0 20Gi
        enlarge data-0 pvc to 20Gi
        set the size of pvc data-0 to 20Gi
        data-0 볼륨 크기 20Gi로 변경해줘""",
    _BOUNDS: """
        set the max of hpa web to 20
        web hpa 최대를 20으로 바꿔줘
        web HPA 최대치 20으로 올려줘
        web 오토스케일러 상한을 20으로 늘려줘
        raise the maximum of the hpa web to 20
        let hpa web scale up to 20
        change hpa web max replicas to 20
        increase maxReplicas of hpa web to 20
        web hpa max 20으로 설정해줘
        web hpa maxReplicas를 20으로 변경해줘
        web 오토스케일러 최대 20개로 해줘
        hpa web 최대 레플리카 20으로 올려줘
        web hpa가 20개까지 늘어나게 해줘
        please set max of hpa web to 20
        bump the max of hpa web to 20
        can you raise the max replicas of hpa web to 20?
        set maxReplicas of the web hpa to 20
        give hpa web a maximum of 20
        web HPA 상한 20으로 바꿔줘
        make the max of the hpa web 20""",
    _DELETE: """
        delete pod web-7d9fbc6b5-x2m4n
        파드 web-7d9fbc6b5-x2m4n 지워줘
        web-7d9fbc6b5-x2m4n 파드 삭제해줘
        web-7d9fbc6b5-x2m4n 파드 죽여줘
        kill the pod web-7d9fbc6b5-x2m4n
        remove pod web-7d9fbc6b5-x2m4n please
        kubectl delete pod web-7d9fbc6b5-x2m4n
        get rid of pod web-7d9fbc6b5-x2m4n
        web-7d9fbc6b5-x2m4n 파드 없애줘
        파드 web-7d9fbc6b5-x2m4n 제거해줘
        web-7d9fbc6b5-x2m4n 팟 날려줘
        web-7d9fbc6b5-x2m4n 파드 좀 지워줘
        파드 web-7d9fbc6b5-x2m4n 삭제 부탁해
        please delete the pod web-7d9fbc6b5-x2m4n
        can you kill pod web-7d9fbc6b5-x2m4n?
        terminate pod web-7d9fbc6b5-x2m4n
        delete web-7d9fbc6b5-x2m4n pod
        let's delete pod web-7d9fbc6b5-x2m4n
        destroy the pod web-7d9fbc6b5-x2m4n
        evict pod web-7d9fbc6b5-x2m4n""",
}
_CASES = [(text.strip(), want) for want, texts in _ASKED.items() for text in texts.strip().splitlines()]


@pytest.mark.parametrize(("text", "want"), _CASES)
def test_a_paraphrase_becomes_the_same_plan(text: str, want: tuple[str, str, tuple[str, ...]]) -> None:
    change, target, settings = planned(text)
    _, name, _ = want
    spelled = (
        name if "/" in target else name.rpartition("/")[2]
    )  # without its namespace it is looked for in all of them
    assert (change, target, tuple(settings)) == (want[0], spelled, want[2])
