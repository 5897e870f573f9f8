ignore_list: list[str] = [
    "CVE-2026-1",  # not built
    'CVE-2026-2'
]
