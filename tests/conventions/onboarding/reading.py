"""A page as it is read: its words, one space between each."""

import html
import re


def text(response):
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(words).split())
