"""Icons of the site: a 16-unit grid, strokes in the colour of the text, always beside words."""

PATHS = {
    "file": '<path d="M3.5 1.5h6l3 3v10h-9z"/><path d="M5.5 7.5h5M5.5 10h5M5.5 5h2"/>',
    "paper": '<path d="M3.5 1.5h6l3 3v10h-9z"/>'
    '<path d="M9.5 1.5v3h3M5.5 11.5c1.5-2 2-2 2.2-1s1.3.8 2.8-.5"/>',
    "phone": '<rect x="4.5" y="1.5" width="7" height="13" rx="1.2"/><path d="M7 12.2h2"/>',
    "key": '<circle cx="5.2" cy="10.8" r="3"/><path d="m7.4 8.6 6-6M11 5l2 2"/>',
    "check": '<path d="M3 8.5 6.5 12 13 4.5"/>',
    "late": '<path d="M8 1.8 15 14H1z"/><path d="M8 6.2v3.6M8 11.9v.1"/>',
    "refuse": '<circle cx="8" cy="8" r="6.2"/><path d="m3.7 3.7 8.6 8.6"/>',
    "comment": '<path d="M2 2.5h12V11H7l-3.5 3v-3H2z"/>',
    "call": '<path d="M3 2.2h2.6L7 5.6 5.4 6.8a8 8 0 0 0 3.8 3.8l1.2-1.2 3.4 1.4V13c0 .6-.5 1-1.1 1'
    'A11 11 0 0 1 2 3.3c0-.6.4-1.1 1-1.1z"/>',
    "download": '<path d="M8 2v8.5M4.5 7 8 10.5 11.5 7M2.5 13.5h11"/>',
    "upload": '<path d="M8 11V2.5M4.5 6 8 2.5 11.5 6M2.5 13.5h11"/>',
    "edit": '<path d="m2.5 13.5.7-3L11 2.7l2.3 2.3-7.8 7.8z"/><path d="m9.6 4.1 2.3 2.3"/>',
    "equal": '<path d="M3 6h10M3 10h10"/>',
    "differ": '<path d="M3 6h10M3 10h10M11 2.5 5 13.5"/>',
    "clock": '<circle cx="8" cy="8" r="6.2"/><path d="M8 4.5V8l2.5 1.7"/>',
    "person": '<circle cx="8" cy="5" r="2.7"/>'
    '<path d="M2.8 14c.4-3.2 2.4-4.8 5.2-4.8s4.8 1.6 5.2 4.8"/>',
    "institution": '<path d="M2 6 8 2.5 14 6M2.5 13.5h11M4 6.5v6M8 6.5v6M12 6.5v6"/>',
    "school": '<path d="M2.5 13.5v-6L8 4l5.5 3.5v6zM6.5 13.5V10h3v3.5M8 4V1.5h3"/>',
    "calendar": '<rect x="2" y="3.5" width="12" height="10.5" rx="1"/>'
    '<path d="M2 7h12M5 1.5v3.5M11 1.5v3.5"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "right": '<path d="m6 3.5 4.5 4.5L6 12.5"/>',
    "left": '<path d="M10 3.5 5.5 8l4.5 4.5"/>',
    "down": '<path d="m3.5 6 4.5 4.5L12.5 6"/>',
    "sort": '<path d="m5 6 3-3 3 3M5 10l3 3 3-3"/>',
    "ascending": '<path d="m4 10 4-4 4 4"/>',
    "descending": '<path d="m4 6 4 4 4-4"/>',
    "send": '<path d="M14 2 7 9M14 2 9.5 14 7 9 2 6.5z"/>',
    "lock": '<rect x="3" y="7" width="10" height="7" rx="1"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/>',
    "history": '<path d="M2.5 3v3.5H6M2.7 6.3a5.7 5.7 0 1 1-.4 3.2M8 5v3.2l2.3 1.4"/>',
    "print": '<path d="M4.5 5.5v-4h7v4M4 12H2V5.5h12V12h-2M4.5 9.5h7v5h-7z"/>',
    "offline": '<path d="M1.5 6a9.5 9.5 0 0 1 13 0M4 8.8a6 6 0 0 1 8 0M6.5 11.5a2.5 2.5 0 0 1 3 0'
    'M2 14 14 2"/>',
    "unknown": '<circle cx="8" cy="8" r="6.2" stroke-dasharray="2.5 1.8"/>'
    '<path d="M6.2 6.5c0-2.6 3.6-2.6 3.6 0C9.8 8 8 8 8 9.5M8 11.7v.1"/>',
    "info": '<circle cx="8" cy="8" r="6.2"/><path d="M8 7.5v3.7M8 4.9V5"/>',
}

SEALS = {
    "accepted": '<circle cx="32" cy="32" r="29" stroke-width="3"/>'
    '<circle cx="32" cy="32" r="24" stroke-width="1.3" stroke-dasharray="1.3 3"/>'
    '<path d="m20 33 8.5 8.5L45 24" stroke-width="4.5"/>',
    "refused": '<path d="M21 4h22l17 17v22L43 60H21L4 43V21z" stroke-width="3"/>'
    '<path d="m22 22 20 20M42 22 22 42" stroke-width="4.5"/>',
    "unknown": '<circle cx="32" cy="32" r="29" stroke-width="3" stroke-dasharray="7 5"/>'
    '<path d="M24 25c0-11 16-11 16 0 0 7-8 6.5-8 13M32 46v.5" stroke-width="4.5"/>',
}
"""The three outcomes of a verification, on a 64-unit grid."""
