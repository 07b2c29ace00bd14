"""The scrutineers' program on a laptop without Django, without settings and without a network."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ballots.errors import ScrutinyRefused
from ballots.scrutiny import ceremony
from ballots.scrutiny.files import write_new
from ballots.scrutiny.public import read_public
from ballots.scrutiny.trial import make_trial, write_trial
from ballots.scrutiny.words import join, read_sheet
from tests.ballots.scrutineers import ROOT, a_key, tool

FILES = [
    "public.json",
    "sheet-1.html",
    "sheet-1.txt",
    "sheet-2.html",
    "sheet-2.txt",
    "sheet-3.html",
    "sheet-3.txt",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A laptop on which the key of one ballot has been made, in `ceremony`."""
    home = tmp_path_factory.mktemp("laptop")
    made = tool("keygen", "--ballot", "NJC pay claim 2022", "--out", home / "ceremony", home=home)
    assert (made.returncode, made.stderr) == (0, "")
    (home / "printed.txt").write_text(made.stdout)
    return home


def test_keygen_writes_the_public_half_and_three_sheets_and_nothing_else(home: Path) -> None:
    folder = home / "ceremony"
    assert sorted(os.listdir(folder)) == FILES
    public = read_public((folder / "public.json").read_bytes())
    assert (public.ballot, public.k, public.n) == ("NJC pay claim 2022", 2, 3)
    printed = (home / "printed.txt").read_text()
    assert f"Fingerprint: {public.fingerprint}\n" in printed
    assert "Any 2 of its 3 sheets open the box" in printed


def test_private_key_is_nowhere_but_in_the_sheets_together(home: Path) -> None:
    folder = home / "ceremony"
    sheets = [read_sheet((folder / f"sheet-{n}.txt").read_text(), name=f"sheet {n}") for n in (1, 2)]
    private = join(sheets, read_public((folder / "public.json").read_bytes())).private_bytes_raw()
    everything = (home / "printed.txt").read_bytes() + b"".join((folder / f).read_bytes() for f in FILES)
    assert private not in everything
    assert private.hex() not in everything.decode().lower()
    assert {(folder / name).stat().st_mode & 0o077 for name in FILES[1:]} == {0}
    printed = " ".join(re.findall("[a-z]+", (home / "printed.txt").read_text().lower()))
    words = sheets[0].words.split()
    runs = [
        " ".join(words[place : place + 3]) for place in range(len(words) - 2)
    ]  # one alone is plain English
    assert not any(run in printed for run in runs)


def test_keygen_writes_over_nothing(home: Path) -> None:
    before = {name: (home / "ceremony" / name).read_bytes() for name in FILES}
    again = tool("keygen", "--ballot", "NJC pay claim 2022", "--out", home / "ceremony", home=home)
    assert (again.returncode, again.stdout) == (1, "")
    assert "holds files already: give the name of a new folder" in again.stderr
    assert {name: (home / "ceremony" / name).read_bytes() for name in FILES} == before


@pytest.mark.parametrize(("k", "n"), [(1, 3), (4, 3), (2, 11)])
def test_keygen_refuses_numbers_that_protect_nobody(home: Path, k: int, n: int) -> None:
    out = home / f"refused-{k}-{n}"
    refused = tool("keygen", "--ballot", "Pay", "--k", k, "--n", n, "--out", out, home=home)
    assert refused.returncode == 1
    assert f"{k} of {n} is not possible" in refused.stderr
    assert not out.exists()


def test_rehearsal_from_files(home: Path) -> None:
    folder = home / "ceremony"
    sheets = [folder / f"sheet-{number}.txt" for number in (1, 2, 3)]
    tried = tool("rehearse", folder / "public.json", *sheets, home=home)
    assert (tried.returncode, tried.stderr) == (0, "")
    assert (
        "In order: a trial paper was sealed and opened, with each of the 3 choices of 2 sheets."
        in tried.stdout
    )
    alone = tool("rehearse", folder / "public.json", sheets[0], home=home)
    assert (alone.returncode, "1 was given: fetch another scrutineer" in alone.stderr) == (1, True)


def test_rehearsal_typed_from_paper_forgives_a_slip(home: Path) -> None:
    folder = home / "ceremony"
    one, three = (
        read_sheet((folder / f"sheet-{number}.txt").read_text(), name="").words.split() for number in (1, 3)
    )
    lines = [
        " ".join(one[:10]),
        "xylophone",
        " ".join(word[:4].upper() for word in one[10:]),
        " ".join(["acid", *three[1:]]),
        " ".join(three),
    ]
    tried = tool("rehearse", folder / "public.json", home=home, typed="\n".join(lines) + "\n")
    assert tried.returncode == 0
    assert "In order: a trial paper was sealed and opened, once." in tried.stdout
    assert "word 11, “xylophone”, is not a word of these sheets. Type that line again." in tried.stderr
    assert "Sheet 2 of the 2 needed has a wrong word" in tried.stderr
    said = tried.stdout.split()  # some words of a sheet are also words of the program, three in a row are not
    assert not {*zip(one, one[1:], one[2:], strict=False)} & {*zip(said, said[1:], said[2:], strict=False)}


def test_typing_may_be_given_up(home: Path) -> None:
    given_up = tool("rehearse", home / "ceremony" / "public.json", home=home, typed="acid\n")
    assert given_up.returncode == 1
    assert "nothing has been done" in given_up.stderr


def test_trial_of_the_desk_gives_the_ten_characters(home: Path) -> None:
    public = read_public((home / "ceremony" / "public.json").read_bytes())
    trial, secret = make_trial(public, ballot_id=7)
    (home / "trial.json").write_bytes(write_trial(trial))
    sheets = [home / "ceremony" / f"sheet-{number}.txt" for number in (3, 1)]
    opened = tool("rehearse", home / "trial.json", *sheets, home=home)
    assert opened.stdout.splitlines()[-1] == f"Type this at the desk: {secret[:5]} {secret[5:]}"


def test_trial_for_another_key_is_not_opened(home: Path) -> None:
    trial, _ = make_trial(a_key().public, ballot_id=7)
    (home / "other.json").write_bytes(write_trial(trial))
    sheets = [home / "ceremony" / f"sheet-{number}.txt" for number in (1, 2)]
    refused = tool("rehearse", home / "other.json", *sheets, home=home)
    assert (refused.returncode, "do not make the key of this ballot" in refused.stderr) == (1, True)


@pytest.mark.parametrize("file", ["nothing.json", "printed.txt"])
def test_file_that_is_none_of_ours_is_refused_in_a_sentence(home: Path, file: str) -> None:
    refused = tool("rehearse", home / file, home=home)
    assert refused.returncode == 1
    assert refused.stderr.startswith("REFUSED: ")


def test_missing_package_is_named(home: Path) -> None:
    (home / "laptop").mkdir(exist_ok=True)
    bare = tool("rehearse", "x", home=home, missing="shamir_mnemonic")
    assert bare.returncode == 1
    assert "The Python package shamir_mnemonic is missing" in bare.stderr


def test_key_is_made_too_where_the_whole_platform_is_installed(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "ballots.scrutiny", "keygen", "--ballot", "Claim", "--out", tmp_path / "new"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": "site", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (made.returncode, made.stderr) == (0, "")
    assert sorted(os.listdir(tmp_path / "new")) == FILES


def test_half_a_ceremony_leaves_no_key_to_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes, *, secret: bool = False) -> None:
        if "sheet-2" in path.name:
            raise ScrutinyRefused(f"{path} cannot be written: No space left on device.")
        write_new(path, content, secret=secret)

    monkeypatch.setattr(ceremony, "write_new", full)
    with pytest.raises(ScrutinyRefused, match="No space left"):
        ceremony.make_key("Claim", k=2, n=3, folder=tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["sheet-1.html", "sheet-1.txt"]
