"""How a signatory signs: by keyboard alone and without script, or as most people do."""

from playwright.sync_api import Locator, Page, expect

from tests.browser import overflow


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until ``target`` has the focus, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard never reaches {target}")


def _type(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label))
    page.keyboard.type(text)


def _press(page: Page, role, name: str, key: str = "Enter") -> None:
    tab_to(page, page.get_by_role(role, name=name).first)
    with page.expect_navigation():
        page.keyboard.press(key)


def by_keyboard(stage, signatory, address: str) -> None:
    """From the mail to the signature with Tab, Space and Enter, on a phone, without script."""
    page = signatory.page
    signatory.open(stage.link(address))
    assert overflow(page) == 0
    _press(page, "button", "Recevoir mon code")
    _type(page, "Code reçu", stage.code(address))
    _press(page, "button", "Ouvrir l’acte")
    assert overflow(page) == 0
    for box in page.get_by_role("checkbox").all():
        expect(box).not_to_be_checked()
        tab_to(page, box)
        page.keyboard.press("Space")
        expect(box).to_be_checked()
    _type(page, "Code reçu", stage.code(address))
    _press(page, "button", "Signer la convention")
    expect(page.get_by_role("heading", name="Votre signature est enregistrée")).to_be_visible()
    assert overflow(page) == 0


def opens(stage, signatory, address: str) -> None:
    """The code that lets somebody who is not signed in read the act."""
    signatory.press("Recevoir mon code")
    signatory.field("Code reçu").fill(stage.code(address))
    signatory.press("Ouvrir l’acte")


def by_mouse(stage, signatory, address: str, act: str = "la convention") -> None:
    """Two boxes, one code, one click."""
    page = signatory.page
    for box in page.get_by_role("checkbox").all():
        box.check()
    ask = page.get_by_role("button", name="Recevoir mon code pour signer")
    if ask.count():
        with page.expect_navigation():
            ask.click()
    signatory.field("Code reçu").fill(stage.code(address))
    signatory.press(f"Signer {act}")
    expect(page.get_by_role("heading", name="Votre signature est enregistrée")).to_be_visible()
