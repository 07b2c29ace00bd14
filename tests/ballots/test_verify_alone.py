"""Each check of verify.py by itself: a bundle that its operator made sound in all but one thing."""

import io
import json
import subprocess
import sys
import zipfile
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from ballots import verify
from ballots.packing import zip_line
from ballots.receipts import public_signing_key
from ballots.verify import Refused
from tests.ballots import lies
from tests.ballots.evidence import signed_again
from tests.ballots.lies import Lie, an_addendum, said_of, sound
from tests.ballots.zips import unzipped, zip_of


def test_the_bundle_that_the_lies_begin_with_is_sound() -> None:
    made = sound()
    report = verify.verify(made.packed())
    assert (report.papers, report.counted, report.rejected, report.certified_by) == (77, 78, 2, ())
    assert [unit["name"] for unit in made.results["units"]] == [
        "Branches counted together", "Harbour", "Quay", "Ridge",
    ]  # fmt: skip
    assert [region["name"] for region in made.results["regions"]] == ["North", "South"]
    before = json.dumps(made.results, sort_keys=True)
    made.retell()
    assert json.dumps(made.results, sort_keys=True) == before
    assert [line["reached"] for line in made.results["thresholds"]] == [False, False, None, None, True]


EXTENSIONS, ADDENDA = "The extensions do not move the close on", "The addenda do not go on"
CORRECTIONS = "Harbour: the corrections do not add up"
ANSWER, PLACE = "an answer that does not fit", "of no known unit, or without a tracker"
DIGESTS, REJECTED = "The sealed papers do not fit their digests", "rejected.csv does not list"
ROW = "its figures are not what votes.csv and the roll give"
UNITS, ONCE = "Units are put together in a way that cannot be", "A unit of the roll stands there twice"
FORM, KEPT = "of the form is one that cannot be", "The key of the box is not kept by those"
ROOT = "A root of the roll or returns is none"
MARKS, MISSING = "A return does not fit the marks", "A return is said to be missing"
ORDER = "The sealed papers are not in the order of digests, each once"


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        (lies.no_hash, "The form does not fit its hash"),
        (
            lambda made: made.manifest.update(format="tenpoint evidence bundle 2"),
            "of a kind this program knows",
        ),
        (lambda made: made.rejected.__setitem__(0, ["digest", "why"]), REJECTED),
        (lies.a_digest_of_nothing, REJECTED),
        (lies.the_same_rejected_twice, REJECTED),
        (lambda made: made.rejected.__setitem__(slice(1, 3), made.rejected[2:0:-1]), REJECTED),
        (lambda made: made.sealed.reverse(), ORDER),
        (lies.a_paper_twice, ORDER),
        (lies.digests_changed_about, DIGESTS),
        (lies.a_short_paper, "The sealed papers differ in length"),
        (lies.on_the_board(ballot=2), "The board is not that of these papers"),
        (lies.on_the_board(papers=76), "The board is not that of these papers"),
        (lies.on_the_board(digests=[]), "The board is not that of these papers"),
        (lies.on_the_board(root="00" * 32), "The board is not that of these papers"),
        (lies.on_the_board(signature="AAAA"), "The signature on the board is wrong"),
        (lambda made: made.votes.__setitem__(slice(1, 3), made.votes[2:0:-1]), "votes.csv is not sorted"),
        (lambda made: made.votes[0].__setitem__(2, "question one"), "the columns of this ballot"),
        (lambda made: made.votes[1].__setitem__(1, "00000-0000"), PLACE),
        (lies.a_vote_of_a_place_nobody_knows, PLACE),
        (lies.written_as(2, "1: Accept", "1: Reject"), ANSWER),
        (lies.written_as(3, "1: Pay; 3: Leave", "3: Leave; 1: Pay"), ANSWER),
        (lies.written_as(3, "2: Hours", "2: Hours; 2: Hours"), ANSWER),
        (lies.written_as(4, "1: Pay > 2: Hours", "1: Pay > 2: Hours > 1: Pay"), ANSWER),
        (lies.an_empty_answer, ANSWER),
        (lies.two_answers, ANSWER),
        (lies.three_ticks, ANSWER),
        (lies.a_tick_and_an_abstention, ANSWER),
        (lies.a_vote_too_few, "votes.csv has another number of votes"),
        (lies.an_empty_paper, "The sealed papers differ in length"),
        (lies.a_branch_twice, ONCE),
        (lies.an_electorate_below_nothing, ONCE),
        (lambda made: made.manifest["units"][0].update(electorate=True), ONCE),
        (lambda made: made.manifest["units"][0].update(number=2), ONCE),
        (lambda made: made.manifest["units"][0].update(note="Accepted"), ONCE),
        (lambda made: made.manifest.update(roll_root="00"), ROOT),
        (lambda made: made.manifest.update(returns="AB" * 32), ROOT),
        (lies.in_addendum(2, root="none"), ROOT),
        (lambda made: made.manifest.update(result="Accepted"), "manifest.json does not say what it should"),
        (lambda made: made.manifest.pop("closed_at"), "manifest.json does not say what it should"),
        (lambda made: made.results.update(result="Accepted"), "results.json says more than follows"),
        (lambda made: made.results["units"][1].update(note="Accepted"), ROW),
        (lambda made: made.results["regions"][0].update(papers=20.0), "results.json says something twice"),
        (lambda made: made.results.update(turnout_only=0), "“turnout_only” in results.json"),
        (lies.in_form("thresholds", 0, numerator=0), FORM),
        (lies.in_form("thresholds", 0, numerator=3), FORM),
        (lies.in_form("questions", 1, number=1), FORM),
        (lambda made: made.manifest["form"]["questions"][0]["options"][1].update(number=1), FORM),
        (lambda made: made.manifest["form"]["questions"][0].update(options=[]), FORM),
        (lies.kept_by(), KEPT),
        (lies.kept_by(k=1), KEPT),
        (lies.kept_by(public_key="x"), KEPT),
        (lambda made: made.manifest["form"].update(kept_by={"public_key": "", "k": 2}), KEPT),
        (lies.branches_changed_about, UNITS),
        (lies.another_name, UNITS),
        (lies.put_together("Nowhere", "Quay", "Ridge"), UNITS),
        (lies.put_together("Branches counted together", "Moor", "Sound"), UNITS),
        (lies.returned(unit="Nowhere"), "A return is of a unit that is not shown"),
        (lies.returned(counted=True, marked=3, spoilt=2), MARKS),
        (lies.the_same_return_twice, MARKS),
        (lies.a_return_of_more_than_voted, "Quay: more votes than can have been cast"),
        (lies.more_marked_than_on_the_roll, "Ridge: more votes than can have been cast"),
        (lambda made: made.results.update(missing=["Quay"]), MISSING),
        (lies.missing("Quay", "Quay"), MISSING),
        (lies.missing("Nowhere"), MISSING),
        (lies.more_to_be_reached(221), "The roll does not add up"),
        (lies.more_to_be_reached(-1), "The roll does not add up"),
        (lies.a_place_left_out, "The units shown are not the units of the roll"),
        (lies.a_larger_roll, "The roll does not add up"),
        (lies.more_votes_than_members, "Quay: more votes than can have been cast"),
        (lies.another_electorate, f"Quay: {ROW}"),
        (lies.another_region, f"Harbour: {ROW}"),
        (lies.another_region_of_several, f"Branches counted together: {ROW}"),
        (lies.other_votes_in_a_place, f"Quay: {ROW}"),
        (lies.other_papers_in_a_place, f"Quay: {ROW}"),
        (lies.other_papers_in_a_region, "“regions” in results.json"),
        (lambda made: made.results["regions"].pop(), "“regions” in results.json"),
        (lies.turnout_alone_of_a_large_ballot, "“turnout_only” in results.json"),
        (lies.more_counted_than_there_are, "“counted” in results.json"),
        (lies.told(eligible=221), "“eligible” in results.json"),
        (lies.told(papers=78), "“papers” in results.json"),
        (lies.told(rejected=1), "“rejected” in results.json"),
        (lies.told(marked=81), "“marked” in results.json"),
        (lies.told(reachable=219), "“reachable” in results.json"),
        (lies.told(turnout="99.9"), "“turnout” in results.json"),
        (lambda made: made.manifest.update(merges=[]), "“merges” in results.json"),
        (lambda made: made.results["thresholds"].pop(), "“thresholds” in results.json"),
        (lambda made: made.results["questions"][2]["rounds"].pop(), "Question 3: the results"),
        (lambda made: made.manifest.update(returns=""), "names no returns, or too many"),
        (lies.returned(spoilt=-1), "A return does not fit the marks"),
        (lies.spoilt_and_counted, "A return does not fit the marks"),
        (lies.less_than_nothing_counted, "A return does not fit the marks"),
        (lambda made: made.manifest.update(certificate=True), "The certificate is not where it should be"),
        (lies.in_extension(0, closes_before="2022-03-22T11:00:00+00:00"), EXTENSIONS),
        (lies.in_extension(1, closes_before="2022-03-24T13:00:00+00:00"), EXTENSIONS),
        (lies.in_extension(1, decided_at="2022-03-24T12:00:00+00:00"), EXTENSIONS),
        (lies.in_extension(1, closes_after="2022-03-24T12:00:00+00:00"), EXTENSIONS),
        (lambda made: made.manifest["extensions"].reverse(), EXTENSIONS),
        (lambda made: made.manifest.update(closed_at="2022-03-15T13:00:00+00:00"), "closed before it opened"),
        (lies.moved_by_fifteen_days, "The close was moved by more than 14 days"),
        (lies.in_addendum(0, number=2), ADDENDA),
        (lies.in_addendum(2, day="2022-03-16"), ADDENDA),
        (lies.in_addendum(0, root="00" * 32), ADDENDA),
        (lies.in_addendum(1, root="33" * 32), ADDENDA),
        (lies.in_addendum(2, root="11" * 32), ADDENDA),
        (lies.in_corrected(2, 0, added=2), CORRECTIONS),
        (lies.in_corrected(0, 0, added=59), CORRECTIONS),
        (lies.in_corrected(0, 0, electorate=58), CORRECTIONS),
        (lies.in_corrected(2, 0, electorate=61, added=2), "do not come to the electorates"),
        (lies.in_corrected(1, 0, name="Somewhere"), "do not come to the electorates"),
    ],
)
def test_a_lie_is_found_by_the_check_for_it(lie: Lie, said: str) -> None:
    made = sound()
    before = made.packed()
    lie(made)
    assert made.packed() != before
    assert said in said_of(made)


def test_what_may_just_be_is_accepted() -> None:
    """Branches without a return in a ballot by returns, nobody to be reached, and fourteen days more."""
    made = sound()
    lies.missing("Quay", "Ridge")(made)
    lies.more_to_be_reached(0)(made)
    made.manifest["extensions"][1]["closes_after"] = "2022-04-05T12:00:00+00:00"
    assert verify.verify(made.packed()).counted == 78


# --- files that say one thing to this program and another to somebody else


def replaced(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def forge(files: dict[str, bytes]) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return forge


AS_WRITTEN = "is not written as it should be"
TWICE = "says something twice, or is not written as it should be"
SEALED = "The sealed papers do not fit their digests, or say more than they should"


def test_a_file_is_read_in_one_way_only() -> None:
    """Whatever the operator signs: nothing is said twice, spelt otherwise, or skipped by a reader."""
    true = sound().files()
    second = b'"closed_at": null,\n "closed_at": '
    for forge, said in (
        (replaced("manifest.json", b'"closed_at": ', second), f"manifest.json {TWICE}"),
        (replaced("manifest.json", b"Pay claim", b"P\\u0061y claim"), f"manifest.json {TWICE}"),
        (replaced("manifest.json", b"\n", b"\r\n"), f"manifest.json {TWICE}"),
        (replaced("results.json", b'"papers": 77', b'"papers": 1, "papers": 77'), f"results.json {TWICE}"),
        (replaced("results.json", b'"papers": 77', b'"papers": NaN'), f"results.json {TWICE}"),
        (replaced("results.json", b'"papers": 77', b'"papers": 77e0'), f"results.json {TWICE}"),
        (replaced("results.json", b"77", b"7" * 5_000), f"results.json {TWICE}"),
        (replaced("results.json", b"77", b"[" * 100_000), f"results.json {TWICE}"),
        (replaced("results.json", b"Quay", b"\\ud800"), f"results.json {TWICE}"),
        (replaced("certificates.json", b"[]", b"[ ]"), f"certificates.json {TWICE}"),
        (replaced("sealed.jsonl", b'{"dig', b'{"voter":"0012","dig'), SEALED),
        (replaced("sealed.jsonl", b'"sealed"', b'"sealed":"AAAA","sealed"'), SEALED),
        (replaced("sealed.jsonl", b'"}\n', b'" }\n'), SEALED),
        (replaced("board.json", b'"ballot": 1', b'"ballot": 1, "ballot": 1'), "The board is not that"),
        (replaced("votes.csv", b"\n", b"\r\n"), f"votes.csv {AS_WRITTEN}"),
        (replaced("votes.csv", b"Quay", b'"Quay"'), f"votes.csv {AS_WRITTEN}"),
        (replaced("votes.csv", b"unit", b"\xef\xbb\xbfunit"), "the columns of this ballot"),
        (replaced("votes.csv", b"1: Accept", "\uff11: Accept".encode()), ANSWER),
        (replaced("votes.csv", b"1: Accept", "1: \u0410ccept".encode()), ANSWER),
        (lambda files: files.update({"votes.csv": files["votes.csv"] + b"\n"}), "votes.csv is not sorted"),
        (replaced("votes.csv", b"\nQuay", b",2: Reject\nQuay"), f"{PLACE}, or of other columns"),
        (twice_headed, PLACE),
        (replaced("rejected.csv", b"reason\n", b"reason\r\n"), f"rejected.csv {AS_WRITTEN}"),
        (replaced("returns.csv", b",5,", ",\uff15,".encode()), "returns.csv does not fit"),
        (replaced("turnout.csv", b"Total", b"\nTotal"), "turnout.csv does not fit"),
    ):
        files = dict(true)
        forge(files)
        with pytest.raises(Refused) as refused:
            verify.verify(signed_again(files))
        assert said in str(refused.value)
    assert verify.verify(signed_again(true)).counted == 78


WORDS = {"manifest.json", "rejected.csv", "votes.csv"}  # hold reasons and trackers, which may be any


def test_whatever_is_damaged_and_signed_again_is_refused_in_a_sentence() -> None:
    """A hundred times: a byte altered, some bytes gone, some put in. Nothing else than Refused is raised."""
    true, chance, said, accepted = sound().files(), Random(2022), list[str](), set[str]()
    put_in = [
        b"0",
        b"-",
        b"null",
        b"NaN",
        b"1e9",
        b"9" * 20,
        b'"',
        b",",
        b"{}",
        b"[]",
        b"\n",
        b"\r",
        b"\0",
        b"\xff",
    ]
    for name, content in [*true.items()] * 12:
        place, gone = chance.randrange(len(content)), chance.choice([0, 1, 10])
        damaged = content[:place] + chance.choice([*put_in, chance.randbytes(1)]) + content[place + gone :]
        try:
            verify.verify(signed_again(true | {name: damaged}))
            accepted |= {name} if damaged != content else set()
        except Refused as refused:
            said.append(str(refused))
    assert accepted <= WORDS
    assert (len(said) > 80, {text[-1] for text in said}) == (True, {"."})


def twice_headed(files: dict[str, bytes]) -> None:
    head, rest = files["votes.csv"].split(b"\n", 1)
    files["votes.csv"] = head + b"\n" + head + b"\n" + rest


def test_a_signature_and_a_key_have_one_spelling() -> None:
    """The last letter of base64 before its == holds four bits that stand for nothing."""
    files = unzipped(sound().packed())
    last = files["signature"].index(b"==") - 1
    other = bytearray(files["signature"])
    other[last] += 1
    assert b64decode(other) == b64decode(files["signature"])
    with pytest.raises(Refused, match="The signature on the bundle is wrong"):
        verify.verify(zip_of(files | {"signature": bytes(other)}))
    with pytest.raises(Refused, match="SHA256SUMS does not fit"):
        verify.verify(zip_of(files | {"signature": files["signature"][:-1] + b"="}))
    made, key = sound(), public_signing_key()
    made.manifest["signing_key"] = key[:-2] + chr(ord(key[-2]) + 1) + "="  # else one scrutineer could be two
    assert b64decode(made.manifest["signing_key"]) == b64decode(key)
    assert said_of(made) == "The signature on the bundle is wrong."


def test_no_file_is_in_the_zip_twice() -> None:
    """Else one program would show the certificate that was signed, and another one the other."""
    made = sound()
    made.manifest["certificate"] = True
    files = unzipped(signed_again(made.files() | {"certificate.pdf": b"%PDF"}))
    assert verify.verify(zip_of(files)).counted == 78
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as whole:
        for name in sorted(files):
            whole.writestr(zip_line(name), files[name])
            if name == "certificate.pdf":
                with pytest.warns(UserWarning, match="Duplicate name"):
                    whole.writestr(zip_line(name), files[name])
    with pytest.raises(Refused, match="the files it should, each once"):
        verify.verify(target.getvalue())


def test_no_name_or_title_draws_on_the_screen() -> None:
    """A line of its own, a colour, or words turned about: what the program says is its own."""
    made = sound()
    made.manifest["form"]["title"] = "Pay\nCertified by Amal\x1b[2J\u202e"
    said = verify.describe(verify.verify(made.packed()))
    assert said.splitlines()[:-1] == [
        "In order: Pay\ufffdCertified by Amal\ufffd[2J\ufffd",
        "77 papers on the board, 2 of them rejected.",
        "78 votes, 3 of them by hand.",
        "The signatures hold and every total follows from votes.csv.",
    ]
    made = sound()
    made.results["units"][1]["name"] = "Quay\x1b[2J"
    assert "\x1b" not in said_of(made)


def test_fewer_added_than_nobody_is_found() -> None:
    """One is taken from Harbour in the first addendum and comes back in the second."""
    made = sound()
    made.manifest["addenda"] = [
        an_addendum(1, "2022-03-16", "11" * 32, Harbour=(-1, 0, 0, 59), Quay=(2, 0, 0, 40)),
        an_addendum(2, "2022-03-17", "22" * 32, Harbour=(1, 0, 0, 60)),
    ]
    assert said_of(made).startswith(CORRECTIONS)


def test_the_key_that_the_bundle_names_is_the_one_given() -> None:
    made, key = sound(), public_signing_key()
    made.manifest["signing_key"] = "A" * 43 + "="
    with pytest.raises(Refused, match="signed with another key"):
        verify.verify(made.packed(), signing_key=key)
    assert verify.verify(sound().packed(), signing_key=key).counted == 78
    with pytest.raises(Refused, match="signed with another key"):
        verify.verify(sound().packed(), signing_key="")  # as by --key "$KEY", where nothing is in KEY


def test_any_terminal_can_show_what_was_found(tmp_path: Path) -> None:
    made = sound()
    made.manifest["form"]["title"] = "Hawliad cyflog ŵ"
    (tmp_path / "bundle.zip").write_bytes(made.packed())
    given = (("--key", public_signing_key()), ("--key", "A" * 43 + "="))
    done, refused = (
        subprocess.run(
            [sys.executable, verify.__file__, str(tmp_path / "bundle.zip"), *key],
            env={"PYTHONIOENCODING": "ascii"},
            capture_output=True,
            text=True,
            check=False,
        )
        for key in given
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "In order: Hawliad cyflog \\u0175"
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "REFUSED: The bundle is signed with another key than the one given.\n"


def test_whoever_lacks_its_package_is_told_how_to_get_it() -> None:
    alone = [sys.executable, "-I", "-S", verify.__file__, "bundle.zip"]  # no package of anybody's
    done = subprocess.run(alone, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Get its package: python3 -m pip install cryptography, or apt install python3-cryptography.\n"
    )
