"""The policy check-up (政策体检): answers in, every policy of the catalogue as 可享, 可能 or 不符, and the next question."""
