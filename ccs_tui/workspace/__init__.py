"""What a user does, without a screen: connect, list, open, edit, save, copy."""
