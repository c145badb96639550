"""The enterprise's profile (企业档案): what it knows by period, and what a case takes from it and gives back."""
