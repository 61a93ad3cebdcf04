"""The errors a caller can meet. The name of a class is the AWS error code, its status the one AWS answers with.

    ServiceError
      AccessDenied 403              InvalidInput 400               PasswordPolicyViolation 400
      NoSuchEntity 404              ValidationError 400            InvalidUserType 400
      EntityAlreadyExists 409       MalformedPolicyDocument 400    InvalidAuthenticationCode 403
      DeleteConflict 409            LimitExceeded 409              ConcurrentModification 409
      InvalidAction 400             MissingAction 400              InvalidParameterValue 400
      PolicyNotAttachable 400        UnmodifiableEntity 400
      PackedPolicyTooLarge 400       InvalidIdentityToken 400       IDPCommunicationError 400
      ExpiredTokenException 400      IDPRejectedClaim 403           ExpiredTradeInTokenException 400
      FeatureEnabled 409             FeatureDisabled 404            JWTPayloadSizeExceededException 400
      SessionDurationEscalationException 403  OutboundWebIdentityFederationDisabledException 403
      MalformedCertificate 400       InvalidCertificate 400         DuplicateCertificate 409
      KeyPairMismatch 400            InvalidPublicKey 400           DuplicateSSHPublicKey 400
      UnrecognizedPublicKeyEncoding 400                             MalformedInput 400
      ReportNotPresent 410           ReportExpired 410              OrganizationNotFoundException 400
      ServiceFailure 500            ServiceUnavailable 503
      WireError: refused before anybody is known, so no event is written
        MissingAuthenticationToken 403  InvalidClientTokenId 403   SignatureDoesNotMatch 403
        IncompleteSignature 400         ExpiredToken 403           RequestExpired 400
        MalformedHttpRequestException 400                          RequestEntityTooLargeException 413
        UnknownOperationException 404   MethodNotAllowed 405

Source: IAM API Reference, "Common Errors", and the errors of the service models.
"""


class ServiceError(Exception):
    """What AWS answers instead of a result: a code (the class name), a message and an HTTP status."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def code(self) -> str:
        return type(self).__name__

    @property
    def fault(self) -> str:
        """`Sender` when the request is to blame, `Receiver` when the service is."""
        return "Sender" if self.status < 500 else "Receiver"


class AccessDenied(ServiceError):
    status = 403


class NoSuchEntity(ServiceError):
    status = 404


class EntityAlreadyExists(ServiceError):
    status = 409


class UnmodifiableEntity(ServiceError):
    pass


class DeleteConflict(ServiceError):
    status = 409


class LimitExceeded(ServiceError):
    status = 409


class ConcurrentModification(ServiceError):
    status = 409


class InvalidInput(ServiceError):
    pass


class InvalidParameterValue(ServiceError):
    pass


class ValidationError(ServiceError):
    pass


class MalformedPolicyDocument(ServiceError):
    """A policy document that the language refuses; `line` and `column` count from 1 and are 0 when unknown."""

    def __init__(self, message: str, *, detail: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.detail = detail
        self.line = line
        self.column = column


class PolicyNotAttachable(ServiceError):
    pass


class PasswordPolicyViolation(ServiceError):
    pass


class InvalidUserType(ServiceError):
    pass


class InvalidAuthenticationCode(ServiceError):
    status = 403


class InvalidAuthorizationMessageException(ServiceError):
    pass


class InvalidIdentityToken(ServiceError):
    """A token or assertion that is none, or that the provider of its name did not sign."""


class ExpiredTokenException(ServiceError):
    pass


class IDPRejectedClaim(ServiceError):
    status = 403


class IDPCommunicationError(ServiceError):
    pass


class FeatureEnabled(ServiceError):
    status = 409


class FeatureDisabled(ServiceError):
    status = 404


class OutboundWebIdentityFederationDisabledException(ServiceError):
    status = 403


class SessionDurationEscalationException(ServiceError):
    status = 403


class JWTPayloadSizeExceededException(ServiceError):
    pass


class ExpiredTradeInTokenException(ServiceError):
    pass


class PackedPolicyTooLarge(ServiceError):
    pass


class MalformedCertificate(ServiceError):
    pass


class InvalidCertificate(ServiceError):
    pass


class DuplicateCertificate(ServiceError):
    status = 409


class KeyPairMismatch(ServiceError):
    pass


class InvalidPublicKey(ServiceError):
    pass


class UnrecognizedPublicKeyEncoding(ServiceError):
    pass


class DuplicateSSHPublicKey(ServiceError):
    pass


class ReportNotPresent(ServiceError):
    status = 410


class ReportExpired(ServiceError):
    status = 410


class OrganizationNotFoundException(ServiceError):
    pass


class MalformedInput(ServiceError):
    """A parameter that cannot be read: no number, no truth, no list."""


class InvalidAction(ServiceError):
    pass


class MissingAction(ServiceError):
    pass


class ServiceFailure(ServiceError):
    status = 500


class ServiceUnavailable(ServiceError):
    status = 503


class WireError(ServiceError):
    """A request refused before its caller is known."""


class MissingAuthenticationToken(WireError):
    status = 403


class InvalidClientTokenId(WireError):
    status = 403


class SignatureDoesNotMatch(WireError):
    status = 403


class ExpiredToken(WireError):
    status = 403


class RequestExpired(WireError):
    pass


class IncompleteSignature(WireError):
    pass


class MalformedHttpRequestException(WireError):
    pass


class RequestEntityTooLargeException(WireError):
    status = 413


class UnknownOperationException(WireError):
    status = 404


class MethodNotAllowed(WireError):
    status = 405
