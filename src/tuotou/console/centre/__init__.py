"""The command centre 指挥大屏: the whole of what somebody looks after on one screen."""
