"""Contracts between the instances (comités, assemblies) and their Word models."""

from governance.committees.docdata.attendance import AttendanceData
from governance.committees.docdata.ballot import BallotData
from governance.committees.docdata.convocation import ConvocationData
from governance.committees.docdata.extract import ExtractData
from governance.committees.docdata.minutes import MinutesData
from governance.committees.docdata.proxy import ProxyData
from governance.committees.docdata.record import DecisionRecordData
from governance.committees.docdata.register import RegisterData
from governance.committees.docdata.rules import InternalRulesData

__all__ = [
    "AttendanceData",
    "BallotData",
    "ConvocationData",
    "DecisionRecordData",
    "ExtractData",
    "InternalRulesData",
    "MinutesData",
    "ProxyData",
    "RegisterData",
]
