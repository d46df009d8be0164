"""A secret of a connection as its credentials hold it: one that is known, or one with a source."""

from ccs_tui.client.errors import UnusableSettingError
from ccs_tui.model.secret import NoSecretError, Secret, SecretSource


class HeldSecret:
    """A secret, or a source of it. `has_worked` says whether the service took it before."""

    def __init__(self, secret: Secret | SecretSource) -> None:
        self._secret = secret
        self.has_worked = False

    async def get(self) -> Secret:
        """Return the secret. Raises UnusableSettingError."""
        if isinstance(self._secret, Secret):
            return self._secret
        try:
            return await self._secret.get()
        except NoSecretError as error:
            raise UnusableSettingError(error.what, error.advice) from None

    async def renew(self, refused: Secret) -> bool:
        """Have another secret than the one that was refused; return whether there is one.

        Raises UnusableSettingError.
        """
        if isinstance(self._secret, Secret):
            return False
        try:
            renewed = await self._secret.renew(refused, has_worked=self.has_worked)
        except NoSecretError as error:
            raise UnusableSettingError(error.what, error.advice) from None
        return renewed is not None
