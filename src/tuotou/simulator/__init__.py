"""A whole express company with known truth: `company` → `demand` → `network` → scans and stories, beside them `truth`.

Minutes since midnight (Shanghai) of the first day are the clock inside; frames of events come out.
"""
