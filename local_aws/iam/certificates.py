"""What calls of ACM need: certificates, which have names that AWS makes.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscertificatemanager.html
"""

from moto.acm.models import acm_backends

from local_aws.calls import Call
from local_aws.iam.need import Need
from local_aws.iam.tags import of_resource


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs; what is asked for has no name yet."""
    action = f"acm:{call.operation}"
    if call.operation == "RequestCertificate":
        return [Need(action=action, context=_asked(call), resource="*")]
    arn = call.params.get("CertificateArn")
    if not arn:
        return [Need(action=action, resource="*")]
    found = acm_backends[call.account_id][call.region]._certificates.get(arn)  # noqa: SLF001 - moto's own lookup refuses what is not there
    tags = {} if found is None else {k: v or "" for k, v in found.tags.items()}
    return [Need(action=action, context=of_resource(tags), resource=str(arn))]


def _asked(call: Call) -> dict[str, list[str]]:
    params = call.params
    names = [params["DomainName"], *(params.get("SubjectAlternativeNames") or ())]
    context = {"acm:DomainNames": [name.lower() for name in dict.fromkeys(names)]}
    if params.get("ValidationMethod"):
        context["acm:ValidationMethod"] = [params["ValidationMethod"]]
    if params.get("KeyAlgorithm"):
        context["acm:KeyAlgorithm"] = [params["KeyAlgorithm"]]
    return context
