"""The gate that every file from outside passes before anything reads it."""

from common.uploads.gate import check
from common.uploads.kinds import CheckedFile, Kind, Limits, RefusedUpload
from common.uploads.names import safe_name

__all__ = ["CheckedFile", "Kind", "Limits", "RefusedUpload", "check", "safe_name"]
