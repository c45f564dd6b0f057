"""Gaps: posts that stay unmet when every graduate is counted once, each with its proof."""
