"""One door, and a second factor behind it."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import LazySettings
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.conftest import SignIn, proved_just_now
from tests.once import told_once
from union.accounts.models import Role, User
from union.accounts.proving import factor_came
from union.accounts.welcoming import welcome
from union.mail.models import Message
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db


@told_once
def kit() -> User:
    """Kit Marlowe edits the union's pages."""
    return welcome("kit@example.org", name="Kit Marlowe", groups=("Editors",))


HOUR = "Zoe asked for a room, a desk and a lamp, and got a bill.\nAll of Quarnthwaite must hear of it."
DRAFTAIL = json.dumps(
    {"blocks": [{"text": "What an editor wrote in an hour, line one."}, {"text": "Line two."}]}
)
DOORS = [
    "/cms/login/",
    "/cms/password_reset/",
    "/cms/password_reset/confirm/x/y/",
    "/_util/login/",
    "/cy/_util/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/change/",
    "/accounts/password/set/",
]


def test_every_other_door_leads_to_the_one_login_page(client: Client) -> None:
    for door in DOORS:
        for method in ["get", "post"]:
            answer = getattr(client, method)(door, {"username": "kit@example.org", "password": "x"})
            assert answer.status_code == 302, (door, method)
            assert answer.url.startswith("/accounts/login/"), (door, method)


def test_the_login_page_asks_for_no_password(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert 'type="password"' not in page
    assert 'type="email"' in page


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for place in ["/cms/", "/cms/pages/", "/desk/", "/cms/users/", "/cms/api/main/pages/"]:
        answer = client.get(place)
        assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={place}"), place


def test_staff_without_a_second_factor_are_sent_to_set_one_up(client: Client, kit: User) -> None:
    for place in ["/cms/", "/cms/pages/", "/desk/"]:
        client.force_login(kit)
        answer = client.get(place)
        assert (answer.status_code, answer.url) == (302, "/accounts/2fa/"), place


def test_the_doors_are_guarded_under_whatever_prefix_the_site_stands(client: Client, kit: User) -> None:
    client.force_login(kit)
    assert client.get("/cms/", SCRIPT_NAME="/x").url == "/accounts/2fa/"


def test_staff_with_a_second_factor_pass(sign_in: SignIn, kit: User) -> None:
    assert sign_in(kit).get("/cms/").status_code == 200


def test_who_has_no_business_in_the_cms_is_told_so_and_not_sent_round(sign_in: SignIn) -> None:
    joss = welcome("joss@example.org", name="Joss Ferrier")
    Role.objects.create(user=joss, kind=Role.Kind.SCRUTINEER)
    desk = sign_in(joss)
    answer = desk.get("/cms/")
    assert answer.status_code == 403
    assert "This page is not open to you" in answer.content.decode()
    assert desk.get("/desk/").status_code == 200


def test_kit_changes_her_own_name_and_settings_in_the_cms(sign_in: SignIn, kit: User) -> None:
    desk = sign_in(kit)
    form = desk.get("/cms/account/").content.decode()
    assert 'name="name_email-name" value="Kit Marlowe"' in form
    assert "first_name" not in form
    sent = {"name_email-name": "Kit Marlowe-Reed", "theme-theme": "dark", "theme-contrast": "system"}
    more = {"theme-density": "default", "locale-preferred_language": "", "avatar-avatar": ""}
    assert desk.post("/cms/account/", {**sent, **more}).status_code == 302
    kit.refresh_from_db()
    assert (kit.name, kit.wagtail_userprofile.theme) == ("Kit Marlowe-Reed", "dark")


def test_no_browser_keeps_a_page_of_an_account_or_from_behind_the_doors(sign_in: SignIn, kit: User) -> None:
    kit.is_superuser = True
    kit.save(update_fields=["is_superuser"])
    client = sign_in(kit)
    for place in ["/cms/pages/2/edit/", "/accounts/2fa/", "/accounts/email/", "/accounts/nothing/"]:
        assert "no-store" in client.get(place)["Cache-Control"], place


def test_what_anybody_may_read_is_asked_for_each_time_unless_it_says_how_long_it_is_kept(
    client: Client,
) -> None:
    """A redirect too: a browser that kept one for good would never find the page that comes back there."""
    for place in ("/accountancy/", "/newsletters", "/vote"):
        assert client.get(place)["Cache-Control"] == "private, no-cache", place
    assert client.get("/robots.txt")["Cache-Control"] == "public, max-age=3600"


def test_in_the_demo_the_mailed_code_is_enough(client: Client, kit: User, settings: LazySettings) -> None:
    settings.DEMO = True
    client.force_login(kit)
    assert client.get("/cms/").status_code == 200


def test_kit_signs_in_with_the_mailed_code_and_is_asked_for_the_second_factor(
    client: Client, kit: User, sign_in: SignIn
) -> None:
    sign_in(kit).logout()
    client.post("/accounts/login/", {"login": "kit@example.org"})
    asked = client.get("/accounts/login/code/confirm/").content.decode()
    assert 'We have written to <strong class="address">kit@example.org</strong>.' in asked
    code = _code_in(mail.outbox[0].body)
    answer = client.post("/accounts/login/code/confirm/", {"code": code})
    assert (answer.status_code, answer.url) == (302, "/accounts/2fa/authenticate/")
    assert client.get("/cms/").url == "/accounts/login/?next=/cms/"


@pytest.mark.django_db(transaction=True)
def test_kit_gets_the_recovery_codes_without_typing_the_code_twice(client: Client) -> None:
    client.force_login(kit := welcome("kit@example.org", name="Kit Marlowe"))
    proved_just_now(client, kit)
    client.get("/cms/pages/7/approve/")
    client.get("/accounts/2fa/totp/activate/")
    code = format_hotp_value(
        hotp_value(client.session["mfa.totp.secret"], next(yield_hotp_counters_from_time()))
    )
    shown = client.post("/accounts/2fa/totp/activate/", {"code": code}, follow=True)
    assert shown.redirect_chain == [("/accounts/2fa/recovery-codes/", 302)]
    page = shown.content.decode()
    assert ("<h1>Recovery codes</h1>" in page, "Go on to the page you asked for" in page) == (True, True)


def test_kit_sets_up_an_authenticator_app_and_is_let_in(client: Client, kit: User) -> None:
    client.post("/accounts/login/", {"login": "kit@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": _code_in(mail.outbox[0].body)})
    assert client.get("/cms/").url == "/accounts/2fa/"
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    key = client.session["mfa.totp.secret"]
    assert f'<code class="address">{key}</code>' in page  # whole, on a phone that has the app itself
    code = format_hotp_value(hotp_value(key, next(yield_hotp_counters_from_time())))
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    assert client.get("/cms/").status_code == 200


def test_an_app_that_is_set_up_proves_itself_and_recovery_codes_prove_nothing(kit: User) -> None:
    asked = RequestFactory().get("/accounts/2fa/")
    asked.session = SessionStore()
    factor_came(asked, kit, Authenticator(pk=1, user=kit, type=Authenticator.Type.RECOVERY_CODES))
    assert dict(asked.session) == {}
    factor_came(asked, kit, Authenticator(pk=2, user=kit, type=Authenticator.Type.TOTP))
    [proof] = asked.session["account_authentication_methods"]
    del proof["at"]
    assert proof == {"method": "mfa", "id": 2, "type": "totp", "reauthenticated": True}


def test_kit_goes_on_to_the_page_she_came_for_once_she_has_a_second_factor(client: Client, kit: User) -> None:
    client.force_login(kit)
    client.get("/cms/pages/7/approve/?from=letter")
    client.post("/cms/pages/7/approve/")  # and no form is sent again
    assert "Go on to the page" not in client.get("/accounts/2fa/").content.decode()
    factor(kit)
    page = client.get("/accounts/2fa/").content.decode()
    way = '<a class="button" href="/cms/pages/7/approve/?from=letter">Go on to the page you asked for</a>'
    assert way in page
    assert '<a class="button button--secondary" href="/cms/">Open the CMS</a>' in page


def test_who_came_for_a_front_page_gets_one_button_to_it(client: Client, kit: User) -> None:
    client.force_login(kit)
    client.get("/cms/")
    factor(kit)
    page = client.get("/accounts/2fa/").content.decode()
    assert page.count('href="/cms/">Open the CMS</a>') == 1
    assert "Go on to the page" not in page


def test_every_page_of_an_account_leads_back_to_where_its_owner_works(client: Client, kit: User) -> None:
    client.force_login(kit)
    factor(kit)
    assert works_at(client) == ["/cms/"]
    Role.objects.create(user=kit, kind=Role.Kind.SCRUTINEER)
    assert works_at(client) == ["/desk/", "/cms/"]
    kit.groups.clear()
    assert works_at(client) == ["/desk/"]
    kit.roles.all().delete()
    assert works_at(client) == []


def works_at(client: Client) -> list[str]:
    page = client.get("/accounts/2fa/").content.decode()
    return re.findall(r'<li><a href="(/cms/|/desk/)">(?:CMS|Desk)</a></li>', page)


def factor(user: User) -> None:
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)


def test_an_officer_who_signs_in_at_the_door_lands_at_the_desk(client: Client) -> None:
    bram = welcome("bram@example.org", name="Bram Hollin")
    Role.objects.create(user=bram, kind=Role.Kind.SCRUTINEER)
    client.post("/accounts/login/", {"login": "bram@example.org"})
    code = _code_in(mail.outbox[0].body)
    assert client.post("/accounts/login/code/confirm/", {"code": code}).url == "/desk/"


def test_who_has_lost_the_phone_is_told_of_the_recovery_codes(
    client: Client, kit: User, sign_in: SignIn
) -> None:
    sign_in(kit).logout()
    client.post("/accounts/login/", {"login": "kit@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": _code_in(mail.outbox[0].body)})
    page = client.get("/accounts/2fa/authenticate/").content.decode()
    assert "<h1>Prove yourself a second way</h1>" in page
    assert "<strong>Is your phone lost?</strong> Type one of your recovery codes instead" in page


KEYS = "/accounts/2fa/webauthn/"
OWN_WORDS = {
    "/accounts/2fa/totp/deactivate/": "Switch the authenticator app off?",
    "/accounts/2fa/recovery-codes/generate/": "Make new recovery codes",
    f"{KEYS}keys/7/edit/": "Rename a passkey or key",
    f"{KEYS}keys/7/remove/": "Remove “Work phone”?",
}
THEIR_WORDS = re.compile(
    r"[Tt]wo-[Ff]actor|[Aa]ctivat(e|ion)\b(?!/)|[Gg]enerate\b(?!/)|Security Key|secret|Are you sure"
)


def words_of(page: HttpResponse) -> str:
    """What a reader sees of a page's main part."""
    return re.sub(
        r"<script.*?</script>|<[^>]*>", " ", page.content.decode().partition("<main")[2], flags=re.S
    )


def test_every_page_about_the_second_factor_is_in_our_words(sign_in: SignIn, kit: User) -> None:
    client = sign_in(kit)
    proved_just_now(client, kit)
    Authenticator.objects.create(pk=7, user=kit, type="webauthn", data={"name": "Work phone"})
    for place, ours in OWN_WORDS.items():
        page = client.get(place)
        assert page.status_code == 200, place
        assert ours in words_of(page), place
        assert THEIR_WORDS.findall(words_of(page)) == [], place


def test_an_app_is_set_up_in_four_steps_with_a_key_that_can_be_typed(client: Client, kit: User) -> None:
    client.force_login(kit)
    proved_just_now(client, kit)
    page = client.get("/accounts/2fa/totp/activate/")
    shown = words_of(page)
    assert ("Set up an authenticator app" in shown, client.session["mfa.totp.secret"] in shown) == (
        True,
        True,
    )
    assert (page.content.decode().count("<li>Open the"), THEIR_WORDS.findall(shown)) == (1, [])
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "<title>Error: Set up an authenticator app" in wrong.content.decode()
    assert 'href="#id_code">That is not the code' in wrong.content.decode()


def test_the_page_for_the_mailed_code_says_where_it_went_and_how_long_it_works(client: Client) -> None:
    page = client.post("/accounts/login/", {"login": "kit@example.org"}, follow=True)
    assert "Type the code We have written to kit@example.org ." in " ".join(words_of(page).split())
    assert "A sign-in code has been sent" not in page.content.decode()
    wrong = client.post("/accounts/login/code/confirm/", {"code": "WRONG1"}).content.decode()
    assert ("That is not the code" in wrong, "Incorrect code" in wrong) == (True, False)


def test_who_asks_for_codes_too_often_gets_a_page_of_ours(
    client: Client, kit: User, settings: LazySettings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post("/accounts/login/", {"login": "kit@example.org"})
    answer = client.post("/accounts/login/", {"login": "kit@example.org"})
    assert (answer.status_code, "<h1>Too many tries</h1>" in answer.content.decode()) == (429, True)


@told_once
def ines() -> User:
    """Ines Okafor is an officer of a branch, and writes its pages too."""
    ines = welcome("ines@example.org", name="Ines Okafor", groups=("Editors",))
    Role.objects.create(user=ines, kind=Role.Kind.SCRUTINEER)
    return ines


def test_who_signs_in_begins_where_their_work_is(client: Client, kit: User, ines: User) -> None:
    begins = {}
    for user in (kit, ines, welcome("joss@example.org", name="Joss Ferrier")):
        mail.outbox.clear()
        client.post("/accounts/login/", {"login": user.email})
        answer = client.post("/accounts/login/code/confirm/", {"code": _code_in(mail.outbox[0].body)})
        begins[user.name] = answer.url
        client.logout()
    assert begins == {"Kit Marlowe": "/cms/", "Ines Okafor": "/desk/", "Joss Ferrier": "/"}


def test_the_desk_leads_to_the_website_for_those_who_write_it(sign_in: SignIn, ines: User) -> None:
    desk = sign_in(ines)
    assert '<a href="/cms/">Website</a>' in desk.get("/desk/").content.decode()
    ines.groups.clear()
    assert '<a href="/cms/">' not in desk.get("/desk/").content.decode()


def test_a_key_that_is_added_opens_the_page_to_sign_in(client: Client, kit: User) -> None:
    """“Use a passkey” finds only keys for which this is ticked."""
    client.force_login(kit)
    proved_just_now(client, kit)
    page = client.get("/accounts/2fa/webauthn/add/").content.decode()
    assert (
        '<input type="checkbox" name="passwordless" id="id_passwordless"'
        ' aria-describedby="id_passwordless_helptext" checked>'
    ) in page


def test_an_empty_address_comes_back_with_the_same_form(client: Client) -> None:
    answer = client.post("/accounts/login/code/", {"email": ""})
    assert "<title>Error: Sign in" in (page := answer.content.decode())
    assert ("Request Code" in page, "Send me a sign-in code" in page) == (False, True)


def test_known_and_unknown_addresses_get_the_same_answer(client: Client, kit: User) -> None:
    known = client.post("/accounts/login/", {"login": "kit@example.org"})
    unknown = Client().post("/accounts/login/", {"login": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [letter.subject for letter in mail.outbox] == ["Your sign-in code", "No account for this address"]
    assert [letter.to for letter in mail.outbox] == [["kit@example.org"], ["nobody@example.org"]]
    assert [letter.extra_headers for letter in mail.outbox] == [{"Auto-Submitted": "auto-generated"}] * 2


def test_a_dead_mail_server_is_said_and_breaks_nothing(
    client: Client, kit: User, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = client.post("/accounts/login/", {"login": "kit@example.org"}, follow=True)
    assert page.status_code == 200
    assert "Our mail server did not answer" in page.content.decode()


def test_somebody_new_in_the_cms_signs_in_and_sets_up_their_second_factor(
    sign_in: SignIn, client: Client
) -> None:
    ada = welcome("ada@example.org", name="Ada Quill", superuser=True)
    answer = sign_in(ada).post("/cms/users/new/", {"email": "New@Example.org", "name": "Nia Rees"})
    assert answer.status_code == 302
    nia = User.objects.get(email="new@example.org")
    assert (str(nia), nia.has_usable_password()) == ("Nia Rees", False)
    client.post("/accounts/login/", {"login": "new@example.org"})
    confirmed = client.post("/accounts/login/code/confirm/", {"code": _code_in(mail.outbox[0].body)})
    assert (confirmed.status_code, confirmed.url) == (302, "/")
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200


def test_nia_who_was_added_is_told_by_letter_where_to_sign_in_and_once(sign_in: SignIn) -> None:
    ada = sign_in(welcome("ada@example.org", name="Ada Quill", superuser=True))
    assert "A letter tells them so" in ada.get("/cms/users/new/").content.decode()
    ada.post("/cms/users/new/", {"email": "Nia@Example.org", "name": "Nia O’Rees & Co"})
    send_due(at=timezone.now())
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["nia@example.org"], "Your account at http://testserver")
    assert letter.body.startswith("Hello Nia O’Rees & Co,\n")
    assert "\nhttp://testserver/accounts/login/\n" in letter.body
    nia = User.objects.get(email="nia@example.org")
    form = {"email": "nia@example.org", "name": "Nia Rees", "is_active": "on"}
    assert ada.post(f"/cms/users/edit/{nia.pk}/", form).status_code == 302
    assert Message.objects.filter(kind="account_added").count() == 1


def test_whose_account_is_closed_before_the_letter_leaves_gets_none(sign_in: SignIn) -> None:
    ada = sign_in(welcome("ada@example.org", name="Ada Quill", superuser=True))
    ada.post("/cms/users/new/", {"email": "nia@example.org", "name": "Nia Rees"})
    User.objects.filter(email="nia@example.org").update(is_active=False)
    send_due(at=timezone.now())
    assert mail.outbox == []


def test_the_form_of_a_colleague_shows_their_name_and_keeps_it(sign_in: SignIn, kit: User) -> None:
    ada = sign_in(welcome("ada@example.org", name="Ada Quill", superuser=True))
    form = f"/cms/users/edit/{kit.pk}/"
    assert 'name="name" value="Kit Marlowe"' in ada.get(form).content.decode()
    assert 'name="name"' in ada.get("/cms/users/new/").content.decode()
    nameless = ada.post(form, {"email": "kit@example.org", "is_active": "on"})
    assert (nameless.status_code, User.objects.get(pk=kit.pk).name) == (200, "Kit Marlowe")


def _code_in(body: str) -> str:
    found = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", body, re.MULTILINE)
    assert found is not None, body
    return found[1]


def test_who_was_signed_out_meanwhile_gets_back_what_they_typed_and_the_page_they_were_on(
    client: Client,
) -> None:
    form = {"title": "Short", "csrfmiddlewaretoken": "k" * 64, "why": HOUR, "body-0-value": DRAFTAIL}
    page = "http://testserver/desk/ballots/new/?kind=pay"
    answer = client.post("/desk/ballots/new/finish/", form, headers={"referer": page})
    words = answer.content.decode()
    assert (answer.status_code, "<h1>You were signed out</h1>" in words) == (403, True)
    assert 'href="/accounts/login/?next=/desk/ballots/new/%3Fkind%3Dpay"' in words
    shown = re.findall(r'<p dir="auto">(.*?)</p>', words)
    assert shown == [HOUR.replace("\n", "<br>"), "What an editor wrote in an hour, line one.<br>Line two."]
    assert "no-store" in answer["Cache-Control"]


def test_no_other_site_puts_its_words_on_a_page_that_refuses_a_form(client: Client) -> None:
    for headers in (
        {"referer": "https://elsewhere.example/desk/"},
        {"referer": "http://testserver/desk/", "sec-fetch-site": "cross-site"},
        {"referer": "http://["},
        {},
    ):
        answer = client.post("/desk/ballots/new/", {"why": HOUR}, headers=headers)
        assert (answer.status_code, answer.content) == (302, b""), headers
        strict = Client(enforce_csrf_checks=True).post("/newsletters/", {"why": HOUR}, headers=headers)
        assert (strict.status_code, "Zoe" in strict.content.decode()) == (403, False), headers
    large = client.post(
        "/cms/pages/3/edit/", {"a": "x " * 1_000_000}, headers={"sec-fetch-site": "same-origin"}
    )
    assert (large.status_code, "What you typed" in large.content.decode()) == (403, False)


def test_who_may_not_or_whose_token_is_old_gets_back_what_they_typed(sign_in: SignIn) -> None:
    nia = sign_in(welcome("nia@example.org", name="Nia Vaughan"))
    strict = Client(enforce_csrf_checks=True)
    at_home = {"sec-fetch-site": "same-origin"}
    for browser, address, status in (
        (nia, "/cms/pages/3/edit/", 403),
        (strict, "/newsletters/", 403),
        (nia, "/comments/999/", 404),
    ):
        answer = browser.post(address, {"why": HOUR}, headers=at_home)
        assert (answer.status_code, HOUR.split("\n")[0] in answer.content.decode()) == (status, True), address


def test_half_an_address_to_go_on_to_after_signing_in_leads_nowhere(client: Client) -> None:
    for half in ("http://[", "//[x"):
        assert client.get("/accounts/login/", {"next": half}).status_code == 200, half
