"""Has the surviving Region take over what a lost one did, and gives it back."""
