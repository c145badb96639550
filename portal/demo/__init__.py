"""The demo world: invented enterprises and officials, real policies, and cases in every state."""
