"""A record with all that one can hold."""

from stopped_endpoints.record import (
    Action,
    Component,
    StoppedEndpoint,
    Target,
    Variant,
)

TARGET = Target(
    service_namespace="sagemaker",
    resource_id="endpoint/stopped-a/variant/main",
    dimension="sagemaker:variant:DesiredInstanceCount",
    min=1,
    max=4,
    policies=(
        {
            "PolicyName": "load",
            "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": 100.0,
                "PredefinedMetricSpecification": {
                    "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"
                },
                "ScaleInCooldown": 300,
            },
        },
    ),
    scheduled_actions=(
        {
            "ScheduledActionName": "evening",
            "Schedule": "cron(0 20 ? * MON-FRI *)",
            "Timezone": "Europe/Berlin",
            "ScalableTargetAction": {"MinCapacity": 1, "MaxCapacity": 1},
        },
    ),
)

RECORD = StoppedEndpoint(
    endpoint="stopped-a",
    action=Action.DELETE,
    at="2026-11-22T06:00:00+00:00",
    by="auto-stop",
    reason="no request in 60 minutes",
    config="stopped-a-config",
    tags={"Team": "größe"},
    targets=(TARGET,),
    variants=(Variant(name="main", desired=2),),
    components=(
        Component(
            name="model",
            variant="main",
            copies=1,
            specification={
                "ModelName": "m",
                "ComputeResourceRequirements": {"MinMemoryRequiredInMb": 1024},
            },
        ),
    ),
)
