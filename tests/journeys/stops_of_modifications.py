"""The pages of what changes an act in force."""

from tests.journeys.stop import MANAGER, MAYOR, POSTS, Stop, sent_empty, unreadable_file

STOPS = [
    Stop("conventions:detail", MAYOR, "amended"),
    Stop("conventions:detail", MANAGER, "amendment"),
    Stop("conventions:redo", MANAGER, "amended"),
    Stop("conventions:begin_amendment", MANAGER, "amended", query="?changement=R15"),
    Stop("conventions:begin_amendment", MANAGER, "amended", act=sent_empty),
    Stop("conventions:begin_amendment", MAYOR, "amended", 403),
    Stop("conventions:text_in_force", MAYOR, "amended"),
    Stop("conventions:detail", MANAGER, "slip"),
    Stop("conventions:begin_rectification", MANAGER, "amended", query="?changement=R01"),
    Stop("conventions:begin_rectification", MANAGER, "amended", act=sent_empty),
    Stop("conventions:rectification", MAYOR, "rectification"),
    Stop("conventions:rectification", MAYOR, "rectification", act=sent_empty),
    Stop("conventions:record_letter", MANAGER, "rectification"),
    Stop("conventions:record_letter", MANAGER, "rectification", act=unreadable_file),
    Stop("conventions:rectification", MANAGER, "rectification in draft"),
    Stop("conventions:add_error", MANAGER, "rectification in draft"),
    Stop("conventions:add_error", MANAGER, "rectification in draft", act=sent_empty),
    Stop("conventions:begin_entry_slip", MANAGER, "amended", query="?changement=R12"),
    Stop("conventions:begin_entry_slip", MANAGER, "amended", act=sent_empty),
    Stop("conventions:begin_entry_slip", MAYOR, "amended", 403),
    Stop("conventions:edit_entry_slip", MANAGER, "slip"),
    Stop("conventions:edit_entry_slip", MANAGER, "slip", act=sent_empty),
    Stop("conventions:edit_modification", MANAGER, "amendment"),
    Stop("conventions:edit_modification", MANAGER, "amendment", act=sent_empty),
    Stop("conventions:amend_article", MANAGER, "article"),
    Stop("conventions:amend_article", MANAGER, "article", act=sent_empty),
    Stop("conventions:type_article", MANAGER, "amendment of a copy", act=sent_empty),
]

NO_PAGE = {
    "conventions:restore_article": POSTS,
    "conventions:remove_error": POSTS,
    "conventions:propose_rectification": POSTS,
    "conventions:withdraw_rectification": POSTS,
    "conventions:pending_rectification": "leads to the rectification that waits",
}
