"""Ingresses, Gateways and routes that lead nowhere. Conditions of Gateways are those that controllers report."""

from evals.worlds.kube.objects import deployment, obj, service
from evals.worlds.kube.spec import Body, Case


def ingress(
    name: str, backend: str, *, port: int = 80, klass: str | None = "nginx", host: str = "", **spec: object
) -> Body:
    target = {"service": {"name": backend, "port": {"number": port}}}
    rule = {"host": host or f"{name}.test", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": target}]}}
    more = {"ingressClassName": klass} if klass else {}
    return obj("Ingress", name, {"rules": [rule], **more, **spec})


NGINX = obj("IngressClass", "nginx", {"controller": "k8s.io/ingress-nginx"})
_WEB, _FRONT = deployment("web"), service("web", {"app": "web"})


def gateway(name: str, klass: str) -> Body:
    return obj(
        "Gateway", name, {"gatewayClassName": klass, "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}]}
    )


def route(name: str, parent: str, backend: str, port: int = 80) -> Body:
    return obj(
        "HTTPRoute",
        name,
        {"parentRefs": [{"name": parent}], "rules": [{"backendRefs": [{"name": backend, "port": port}]}]},
    )


def definition(plural: str, kind: str, group: str, version: str, *, scope: str = "Namespaced") -> Body:
    """A custom resource that takes anything."""
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    served = {"name": version, "served": True, "storage": True, "schema": schema, "subresources": {"status": {}}}
    approved = {"api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/gateway-api"}
    names = {"plural": plural, "kind": kind, "singular": kind.lower()}
    body = {"group": group, "scope": scope, "names": names, "versions": [served]}
    return obj("CustomResourceDefinition", f"{plural}.{group}", body, annotations=approved)


DEFINITIONS = (
    definition("gatewayclasses", "GatewayClass", "gateway.networking.k8s.io", "v1", scope="Cluster"),
    definition("gateways", "Gateway", "gateway.networking.k8s.io", "v1"),
    definition("httproutes", "HTTPRoute", "gateway.networking.k8s.io", "v1"),
    definition("certificates", "Certificate", "cert-manager.io", "v1"),
)
_ISTIO = obj("GatewayClass", "istio", {"controllerName": "istio.io/gateway-controller"})
_NOT_ISSUED = {
    "conditions": [
        {
            "type": "Ready",
            "status": "False",
            "reason": "DoesNotExist",
            "message": 'Issuing certificate as Secret does not exist: issuer "letsencrypt" not found',
            "lastTransitionTime": "{ago:30}",
        }
    ]
}

ENTRANCES: tuple[Case, ...] = (
    Case(
        id="ingress-service-missing",
        objects=(NGINX, _WEB, _FRONT, ingress("front", "webb", host="ingress-service-missing.test")),
        target=("Ingress", "front"),
        says=("webb", "Service web"),
    ),
    Case(
        id="ingress-port-missing",
        objects=(NGINX, _WEB, _FRONT, ingress("front", "web", host="ingress-port-missing.test", port=8443)),
        target=("Ingress", "front"),
        says=("8443", "80"),
    ),
    Case(
        id="ingress-class-missing",
        objects=(NGINX, _WEB, _FRONT, ingress("front", "web", host="ingress-class-missing.test", klass="traefik")),
        target=("Ingress", "front"),
        says=("traefik", "nginx"),
    ),
    Case(
        id="ingress-tls-missing",
        objects=(
            NGINX,
            _WEB,
            _FRONT,
            ingress(
                "front",
                "web",
                host="ingress-tls-missing.test",
                tls=[{"hosts": ["ingress-tls-missing.test"], "secretName": "front-tls"}],
            ),
        ),
        target=("Ingress", "front"),
        says=("front-tls",),
    ),
    Case(
        id="ingress-twice",
        objects=(
            NGINX,
            _WEB,
            _FRONT,
            deployment("api"),
            service("api", {"app": "api"}),
            ingress("first", "web", host="twice.test"),
            ingress("second", "api", host="twice.test"),
        ),
        target=("Ingress", "second"),
        also=(("Ingress", "first"),),
        says=("twice.test",),
    ),
    Case(
        id="gateway-class-missing",
        objects=(*DEFINITIONS, _ISTIO, gateway("edge", "istoi")),
        target=("Gateway", "edge"),
        says=("istoi",),
    ),
    Case(
        id="route-parent-missing",
        objects=(*DEFINITIONS, _ISTIO, _WEB, _FRONT, gateway("edge", "istio"), route("web", "egde", "web")),
        target=("HTTPRoute", "web"),
        says=("egde",),
    ),
    Case(
        id="route-backend-missing",
        objects=(*DEFINITIONS, _ISTIO, _WEB, _FRONT, gateway("edge", "istio"), route("web", "edge", "web-v2")),
        target=("HTTPRoute", "web"),
        says=("web-v2",),
    ),
    Case(
        id="certificate-not-issued",
        objects=(
            *DEFINITIONS,
            obj("Certificate", "web", {"secretName": "web-tls"}),
            NGINX,
            _WEB,
            _FRONT,
            ingress("front", "web", host="not-issued.test", tls=[{"secretName": "web-tls"}]),
        ),
        statuses=(("Certificate", "web", _NOT_ISSUED),),
        target=("Certificate", "web"),
        says=("letsencrypt", "web-tls"),
    ),
)
