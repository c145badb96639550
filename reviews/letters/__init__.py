"""Letters (文书) to the enterprise: worded, numbered, issued with the act that they tell of, printed with a QR code."""
