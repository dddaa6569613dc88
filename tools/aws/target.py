"""Where an AWS account is; built by `assistant.settings` from `[environments.<name>.aws]`."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Target:
    """An account as reached through a profile, a role, or an endpoint of its own (moto, LocalStack)."""

    account_id: str = ""  # reading and acting refuse another account
    regions: tuple[str, ...] = ()
    profile: str = ""
    role_arn: str = ""
    endpoint_url: str = ""

    @property
    def pinned(self) -> str:
        return self.account_id

    @property
    def label(self) -> str:
        return self.account_id or self.profile or "default profile"

    @property
    def recorded(self) -> bool:
        return False
