"""Faults of add-ons: Gateway API, cert-manager, KEDA, Argo Rollouts, External Secrets. Conditions are those their controllers
write."""

from typing import Any

from evals.worlds.kube.entrances import definition, gateway, route
from evals.worlds.kube.objects import deployment, obj, service
from evals.worlds.kube.spec import Body, Case

_GATEWAY_CLASS = obj("GatewayClass", "v-envoy", {"controllerName": "gateway.envoyproxy.io/controller"})
KINDS = (
    definition("gatewayclasses", "GatewayClass", "gateway.networking.k8s.io", "v1", scope="Cluster"),
    definition("gateways", "Gateway", "gateway.networking.k8s.io", "v1"),
    definition("httproutes", "HTTPRoute", "gateway.networking.k8s.io", "v1"),
    definition("certificates", "Certificate", "cert-manager.io", "v1"),
    definition("externalsecrets", "ExternalSecret", "external-secrets.io", "v1"),
    definition("scaledobjects", "ScaledObject", "keda.sh", "v1alpha1"),
    definition("rollouts", "Rollout", "argoproj.io", "v1alpha1"),
    definition("issuers", "Issuer", "cert-manager.io", "v1"),
    definition("secretstores", "SecretStore", "external-secrets.io", "v1"),
)


def condition(kind: str, status: str, reason: str, message: str = "", *, ago: int = 30) -> Body:
    return {
        "type": kind,
        "status": status,
        "reason": reason,
        "message": message,
        "lastTransitionTime": f"{{ago:{ago}}}",
    }


def _own(id: str, body: Body, status: Body, *says: str | tuple[str, ...], also: tuple[Body, ...] = ()) -> Case:
    """A custom object whose controller has written `status`."""
    named = (body["kind"], body["metadata"]["name"])
    return Case(id=id, objects=(*KINDS, *also, body), statuses=((*named, status),), target=named, says=says)


def certificate(name: str, **spec: Any) -> Body:
    return obj("Certificate", name, {"secretName": name, "issuerRef": {"name": "ca"}, "dnsNames": ["a.test"], **spec})


def rollout(name: str, **spec: Any) -> Body:
    selector = {"matchLabels": {"app": name}}
    template = deployment(name)["spec"]["template"]
    return obj("Rollout", name, {"replicas": 2, "selector": selector, "template": template, **spec})


_WEB = (deployment("web"), service("web", {"app": "web"}))
PARENT = {"parentRef": {"name": "v-gate"}, "controllerName": "gateway.envoyproxy.io/controller"}

ADDONS: tuple[Case, ...] = (
    _own(
        "v-issuer-not-ready",
        obj("Issuer", "letsencrypt", {"acme": {"server": "https://acme.test", "email": "ops@shop.test"}}),
        {
            "conditions": [
                condition("Ready", "False", "ErrRegisterACMEAccount", "Failed to register ACME account: 403 Forbidden")
            ]
        },
        "ACME account",
    ),
    _own(
        "v-store-not-ready",
        obj("SecretStore", "vault", {"provider": {"vault": {"server": "https://vault.test"}}}),
        {
            "conditions": [
                condition(
                    "Ready", "False", "InvalidProviderConfig", "unable to log in to auth method: permission denied"
                )
            ]
        },
        "permission denied",
    ),
    _own(
        "v-listener-certificate",
        gateway("v-gate", "v-envoy"),
        {
            "conditions": [condition("Accepted", "True", "Accepted"), condition("Programmed", "False", "Invalid")],
            "listeners": [
                {
                    "name": "https",
                    "attachedRoutes": 0,
                    "conditions": [
                        condition(
                            "ResolvedRefs",
                            "False",
                            "InvalidCertificateRef",
                            "Secret v-listener-certificate/tls not found",
                        )
                    ],
                }
            ],
        },
        "Secret v-listener-certificate/tls",
        also=(_GATEWAY_CLASS,),
    ),
    _own(
        "v-gateway-without-address",
        gateway("v-gate", "v-envoy"),
        {
            "conditions": [
                condition("Accepted", "True", "Accepted"),
                condition(
                    "Programmed", "False", "AddressNotAssigned", "No addresses have been assigned to the Gateway"
                ),
            ]
        },
        "No addresses",
        also=(_GATEWAY_CLASS,),
    ),
    _own(
        "v-route-not-permitted",
        route("web", "v-gate", "web"),
        {
            "parents": [
                {
                    **PARENT,
                    "conditions": [
                        condition("Accepted", "True", "Accepted"),
                        condition(
                            "ResolvedRefs",
                            "False",
                            "RefNotPermitted",
                            "Backend ref to Service other/web not permitted by any ReferenceGrant.",
                        ),
                    ],
                }
            ]
        },
        "ReferenceGrant",
        also=(_GATEWAY_CLASS, gateway("v-gate", "v-envoy"), *_WEB),
    ),
    _own(
        "v-route-not-accepted",
        route("web", "v-gate", "web"),
        {
            "parents": [
                {
                    **PARENT,
                    "conditions": [
                        condition(
                            "Accepted", "False", "NoMatchingListenerHostname", "There were no hostname intersections"
                        )
                    ],
                }
            ]
        },
        "hostname",
        also=(_GATEWAY_CLASS, gateway("v-gate", "v-envoy"), *_WEB),
    ),
    _own(
        "v-certificate-over",
        certificate("shop"),
        {
            "notAfter": "{ago:1440}",
            "renewalTime": "{ago:40000}",
            "conditions": [
                condition("Ready", "False", "Expired", "Certificate expired on Sun, 20 Nov 2026 10:00:00 UTC")
            ],
            "failedIssuanceAttempts": 6,
        },
        "expired",
    ),
    _own(
        "v-certificate-not-renewed",
        certificate("shop"),
        {
            "notAfter": "{ago:-2880}",
            "renewalTime": "{ago:40000}",
            "conditions": [
                condition("Ready", "True", "Ready", "Certificate is up to date and has not expired"),
                condition(
                    "Issuing",
                    "False",
                    "Failed",
                    "The certificate request has failed to complete: ACME 403 urn:rateLimited",
                ),
            ],
            "failedIssuanceAttempts": 9,
        },
        ("expire", "runs out"),
        "rateLimited",
    ),
    _own(
        "v-secret-not-synced",
        obj(
            "ExternalSecret",
            "api",
            {"secretStoreRef": {"name": "vault", "kind": "SecretStore"}, "target": {"name": "api"}, "data": []},
        ),
        {
            "conditions": [
                condition(
                    "Ready", "False", "SecretSyncedError", "could not get secret data from provider: permission denied"
                )
            ]
        },
        "permission denied",
    ),
    _own(
        "v-scaled-object-invalid",
        obj(
            "ScaledObject",
            "worker",
            {"scaleTargetRef": {"name": "worker"}, "triggers": [{"type": "kafka", "metadata": {}}]},
        ),
        {
            "conditions": [
                condition("Ready", "False", "ScaledObjectCheckFailed", "deployments.apps worker not found"),
                condition("Active", "Unknown", "UnknownTriggerState"),
            ]
        },
        "worker",
        "not found",
    ),
    _own(
        "v-trigger-fails",
        obj(
            "ScaledObject",
            "worker",
            {"scaleTargetRef": {"name": "web"}, "triggers": [{"type": "kafka", "metadata": {}}]},
        ),
        {
            "conditions": [
                condition(
                    "Ready", "False", "TriggerError", "Triggers defined in ScaledObject are not working correctly"
                ),
                condition("Active", "False", "ScalerNotActive"),
                condition(
                    "Fallback", "True", "FallbackExists", "At least one trigger is falling back on this scaled object"
                ),
            ]
        },
        "not working correctly",
        also=_WEB,
    ),
    _own(
        "v-rollout-aborted",
        rollout("shop"),
        {
            "phase": "Degraded",
            "message": 'RolloutAborted: Rollout aborted update to revision 2: Metric "success-rate" assessed Failed',
            "abort": True,
            "replicas": 2,
            "conditions": [
                condition(
                    "Progressing",
                    "False",
                    "RolloutAborted",
                    'Metric "success-rate" assessed Failed due to failed (2) > 1',
                )
            ],
        },
        "success-rate",
    ),
    _own(
        "v-rollout-invalid",
        rollout("shop"),
        {
            "phase": "Degraded",
            "conditions": [
                condition(
                    "InvalidSpec",
                    "True",
                    "InvalidSpec",
                    'The Rollout "shop" is invalid: spec.strategy.canary.canaryService: Invalid value: '
                    '"shop-canary": service not found',
                )
            ],
        },
        "shop-canary",
    ),
)
