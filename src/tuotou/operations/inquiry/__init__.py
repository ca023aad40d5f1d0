"""What may be asked of subjects: where one is, its trail, its promises; each within what the asker may see."""
