from policies.models.policies import ApplicationRound, ApplicationRoundQuerySet, Policy, PolicyVersion, compiled_pack

__all__ = ["ApplicationRound", "ApplicationRoundQuerySet", "Policy", "PolicyVersion", "compiled_pack"]
