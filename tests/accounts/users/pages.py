"""What tests of the pages of users share."""

from accounts.mfa import services as devices
from tests import certificates
from tests.cast import EVERYTHING, Person
from tests.codes import enable

LIST = "/console/users/"
ODD = "o+d=d,n.a@m-e_"
IAM_READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"


def with_everything(alice: Person, bob: Person) -> None:
    alice.client().create_group(GroupName="developers")
    alice.client().add_user_to_group(GroupName="developers", UserName="bob")
    alice.client().attach_user_policy(UserName="bob", PolicyArn=IAM_READ_ONLY)
    alice.client().put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=EVERYTHING)
    alice.client().upload_ssh_public_key(UserName="bob", SSHPublicKeyBody=certificates.ssh_line(certificates.rsa_key()))
    alice.client().create_service_specific_credential(UserName="bob", ServiceName="codecommit.amazonaws.com")
    enable(devices.offer(bob.user), bob.user)
