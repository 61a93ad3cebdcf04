"""What the editor's addresses take and give; the same classes describe them and check what comes in."""

from rest_framework import serializers

LONGEST_SEARCH = 256
LONGEST_ARN = 2048


class ServiceRow(serializers.Serializer[object]):
    prefix = serializers.CharField()
    name = serializers.CharField()
    isOwn = serializers.BooleanField()  # noqa: N815 - JSON as scripts write it


class ResourceOfAction(serializers.Serializer[object]):
    name = serializers.CharField()
    isRequired = serializers.BooleanField()  # noqa: N815


class ActionShape(serializers.Serializer[object]):
    name = serializers.CharField()
    level = serializers.CharField()
    description = serializers.CharField()
    resources = ResourceOfAction(many=True)
    conditionKeys = serializers.ListField(child=serializers.CharField())  # noqa: N815
    dependsOn = serializers.ListField(child=serializers.CharField())  # noqa: N815


class ResourceTypeShape(serializers.Serializer[object]):
    name = serializers.CharField()
    arnFormat = serializers.CharField()  # noqa: N815


class ConditionKeyShape(serializers.Serializer[object]):
    name = serializers.CharField()
    type = serializers.CharField()
    isMultivalued = serializers.BooleanField()  # noqa: N815
    description = serializers.CharField()


class ServiceShape(serializers.Serializer[object]):
    prefix = serializers.CharField()
    name = serializers.CharField()
    actions = ActionShape(many=True)
    resourceTypes = ResourceTypeShape(many=True)  # noqa: N815
    conditionKeys = ConditionKeyShape(many=True)  # noqa: N815


class StarterShape(serializers.Serializer[object]):
    name = serializers.CharField()
    words = serializers.CharField()
    statements = serializers.ListField(child=serializers.DictField())


class StartersShape(serializers.Serializer[object]):
    identity = StarterShape(many=True)
    trust = StarterShape(many=True)


class LanguageShape(serializers.Serializer[object]):
    conditionKeys = ConditionKeyShape(many=True)  # noqa: N815
    tagKeys = ConditionKeyShape(many=True)  # noqa: N815
    operators = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    starters = StartersShape()


class PolicySearch(serializers.Serializer[object]):
    q = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_SEARCH)


class PolicyRow(serializers.Serializer[object]):
    name = serializers.CharField()
    arn = serializers.CharField()
    isAwsManaged = serializers.BooleanField()  # noqa: N815


class PolicyNamed(serializers.Serializer[object]):
    arn = serializers.CharField(min_length=20, max_length=LONGEST_ARN)


class PolicyText(serializers.Serializer[object]):
    name = serializers.CharField()
    document = serializers.CharField()
