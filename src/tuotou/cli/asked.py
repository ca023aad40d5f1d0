"""What a command is asked to judge: files or an archive, by which handbook and roster, as believed at which instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from tuotou.cli.exits import Exit
from tuotou.cli.instant import instant
from tuotou.cli.loading import load_handbook, load_mapping, load_roster, refuse_nothing
from tuotou.cli.refused import bad_rows_file
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.archive.read import Archive
    from tuotou.core.document import Bilingual
    from tuotou.core.standards.handbook import Handbook
    from tuotou.feeds.mapping import FeedMapping
    from tuotou.feeds.roster import Roster
    from tuotou.operations.history import Files, History

HELD: Final = 256 * 2**20  # bytes of files whose events are held in memory


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that is known before any event is read."""

    voice: Voice
    files: Sequence[Path]
    feed: FeedMapping | None  # None: the one path is an archive
    handbook: Handbook
    as_of: int | None  # µs UTC; None: the last recording
    roster: Roster | None
    bad_rows: Path | None

    @property
    def title(self) -> Bilingual:
        """What the history is called: as its mapping says, or by the archive's folder."""
        from tuotou.core.document import Bilingual

        name = self.files[0].resolve().name
        return self.feed.title if self.feed else Bilingual(name, name)

    @property
    def held(self) -> bool:
        """Whether these are files whose events fit into memory."""
        return self.feed is not None and sum(file.stat().st_size for file in self.files if file.is_file()) <= HELD

    def history(self) -> tuple[History, int]:
        """All events of the files, what the calendar says of the roster's rows with them, and the instant."""
        from tuotou.operations.history import read_files

        with self.voice.progress(self.voice.words("读取", "Reading")) as progress:
            history = read_files(self._given(), progress)
        refuse_nothing(self.voice, self.files, history, len(history.events))
        now = history.recorded_until or 0 if self.as_of is None else self.as_of
        if self.roster is None:
            return history, now
        from tuotou.operations.roster import with_roster

        return with_roster(history, self.roster, self.handbook, now), now

    @contextmanager
    def archive(self) -> Iterator[tuple[Archive, History]]:
        """The archive that was named, or one made of files for the while; what is wrong with it ends the command."""
        from tuotou.archive.layout import ArchiveError

        root = self.files[0]
        try:
            if self.feed is None:
                yield self._described(root)
            else:
                with TemporaryDirectory(prefix="tuotou-") as folder:
                    root = Path(folder)
                    yield self._staged(root)
        except ArchiveError as error:
            self.voice.lack(Exit.INPUT, str(root), str(error), "see tuotou archive --help")

    def instant(self, archive: Archive) -> int:
        """The instant to judge an archive at, µs UTC."""
        return archive.recorded_until or 0 if self.as_of is None else self.as_of

    def _given(self) -> Files:
        from tuotou.operations.history import Files

        assert self.feed is not None, "an archive is not read as files"
        return Files(self.files, self.feed, self.handbook.vocabulary, bad_rows_file(self.voice, self.bad_rows))

    def _described(self, root: Path) -> tuple[Archive, History]:
        from tuotou.archive.read import Archive
        from tuotou.operations.history import describe_archive

        history = describe_archive(root)
        refuse_nothing(self.voice, [root], history, history.rows)
        return Archive.open(root), history

    def _staged(self, root: Path) -> tuple[Archive, History]:
        from tuotou.archive.read import Archive
        from tuotou.operations.history import stage
        from tuotou.operations.roster import archive_roster, noted

        with self.voice.progress(self.voice.words("读取", "Reading")) as progress:
            history = stage(self._given(), root, progress)
        refuse_nothing(self.voice, self.files, history, int((root / "archive.json").exists()))
        if self.roster:
            archive_roster(root, self.roster, self.handbook, self.as_of)
            history = noted(history, self.roster)
        return Archive.open(root), history


def ask(
    voice: Voice,
    files: Sequence[Path],
    map: str | None,
    at: str | None,
    standards: Path | None,
    roster: Path | None,
    bad_rows: Path | None = None,
) -> Asked:
    """Reads the documents that options name; whatever is wrong with one of them ends the command."""
    archived = len(files) == 1 and files[0].is_dir()
    if archived:
        _check_archive(voice, bad_rows, roster)
    as_of = None if at is None else _instant(voice, at)
    handbook = load_handbook(voice, standards)
    feed = None if archived else load_mapping(voice, _needed(voice, map), handbook.vocabulary)
    return Asked(voice, files, feed, handbook, as_of, load_roster(voice, roster, handbook), bad_rows)


def _check_archive(voice: Voice, bad_rows: Path | None, roster: Path | None) -> None:
    """What can be asked of files cannot always be asked of an archive."""
    if bad_rows:
        voice.misused("--bad-rows", str(bad_rows), "an archive has no row that is refused", "give it with files")
    if roster:
        right = "tuotou archive --roster puts it there"
        voice.misused("--roster", str(roster), "an archive holds what its roster says", right)


def _instant(voice: Voice, at: str) -> int:
    """The instant that is written, µs UTC."""
    try:
        return instant(at)
    except (ValueError, OverflowError):
        voice.misused("--at", at, "this is no instant", "write 2026-05-01 10:00, or 2026-05-01T10:00+08:00")


def _needed(voice: Voice, mapping: str | None) -> str:
    """The mapping that files need."""
    if mapping is None:
        voice.misused("--map", None, "files need a mapping", "name one; only an archive folder needs none")
    return mapping
