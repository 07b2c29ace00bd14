"""What staff and officers do with petitions, in the words of the audit log."""

ACTS: dict[str, str] = {
    "petitions.begun": "began a petition",
    "petitions.written": "changed the words of a petition",
    "petitions.moved": "moved a petition from one state to the next",
    "petitions.followed": "named the petition that follows",
    "petitions.goal_reached": "saw a goal reached",
    "petitions.entry_written": "wrote an entry for a petition's page",
    "petitions.entry_published": "published an entry on a petition's page",
    "petitions.entry_corrected": "corrected an entry on a petition's page",
    "petitions.entry_taken_back": "took an entry off a petition's page",
    "petitions.ruled": "released or struck out signatures",
    "petitions.ruling_undone": "undid a ruling on signatures",
    "petitions.reasons_judged": "chose which reasons of signers are shown",
    "petitions.limits_set": "changed the limits of a petition",
    "petitions.limits_reset": "put the limits of a petition back to the usual ones",
    "petitions.workplace_written": "listed or changed the internet addresses of a workplace",
    "petitions.workplace_removed": "took the internet addresses of a workplace off the list",
    "petitions.counts_repaired": "put the tallies of a petition right after an audit",
    "petitions.directory": "imported the directory of postcodes",
    "petitions.pack_asked": "asked for a hand-in pack",
    "petitions.pack_made": "made a hand-in pack",
    "petitions.pack_downloaded": "downloaded a file of a hand-in pack",
    "petitions.paper_printed": "asked for sheets to collect names on paper",
    "petitions.paper_scanned": "added a scan of sheets",
    "petitions.paper_scan_removed": "deleted a scan of sheets",
    "petitions.paper_keyed": "finished keying a batch of sheets",
    "petitions.paper_reopened": "opened a batch of sheets for keying again",
    "petitions.paper_checked": "checked a batch of sheets",
    "petitions.paper_counted": "counted a batch of sheets",
    "petitions.paper_taken_out": "took a batch of sheets out of the count",
    "petitions.paper_name_taken_off": "took back a name that stands on a sheet",
    "petitions.paper_shredded": "deleted keyed lines and scans of paper that were kept long enough",
    "petitions.stall_started": "started a stall",
    "petitions.stall_ended": "ended a stall",
    "petitions.expired": "deleted what was kept long enough",
}


def audit_actions() -> dict[str, str]:
    return ACTS
