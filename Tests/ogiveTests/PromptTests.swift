import Glibc
import Testing

/// Scenes at the prompt: the command runs at a terminal of its own, and each step waits for what the one before showed.
@Suite struct PromptTests {
  private static let leave = "\u{4}"
  private static let interrupt = "\u{3}"

  private func left(_ terminal: Terminal, at location: SourceLocation = #_sourceLocation) {
    terminal.see("ogive> ", at: location)
    #expect(terminal.end(pressing: Self.leave) == 0, sourceLocation: location)
  }

  @Test func aSessionIsTypedTakenBackSavedAndReplayed() throws {
    try withFolder { folder in
      try write("name,score\nann,3\nbob,5\n", to: folder + "/people.csv")
      mkdir(folder + "/kept", 0o700)
      let terminal = try Terminal(in: folder)
      terminal.enter("people = load(\"people.csv\")", shows: "2 rows read = 2 kept + 0 rejected")
      terminal.enter("people | summarise total = sum(score)", shows: "8")
      terminal.enter("people | keep scor > 4", shows: "error E21")
      terminal.enter(":why", shows: "The table has no such column")
      terminal.enter(":fix", shows: "bob")
      terminal.enter(":undo", shows: "took back: people | keep score > 4")
      terminal.enter(":redo", shows: "brought back")
      terminal.enter(":undo", shows: "took back")
      terminal.enter(":log", shows: "  2  people | summarise")
      terminal.enter(":save kept/mine", shows: "saved 2 statements in kept/mine.ogive")
      left(terminal)
      #expect(
        try Command.run(["verify", "mine.ogive"], in: folder + "/kept").output
          == "mine.ogive: verified, 2 statements\n")
      let elsewhere = try Command.run(["verify", folder + "/kept/mine.ogive"], in: "/")
      #expect(elsewhere.code == 0)
      let script = String(decoding: bytes(of: folder + "/kept/mine.ogive"), as: UTF8.self)
      #expect(script.contains("people = load(\"../people.csv\")\n#> data ../people.csv · 2 rows"))
    }
  }

  /// Errors of words out of place, too, which only the verb finds.
  @Test func anErrorIsShownOnce() throws {
    try withFolder { folder in
      try write("name,score\nann,3\n", to: folder + "/people.csv")
      let terminal = try Terminal(in: folder)
      for line in ["load(\"people.csv\") | summarise sum(score)", "1 +* 2", "nobody"] {
        let before = terminal.screen.count
        terminal.enter(line, shows: "error E")
        terminal.see("ogive> ")
        terminal.type("7\r")
        terminal.see("7\r\n")
        let shown = String(decoding: terminal.screen[before...], as: UTF8.self)
        #expect(shown.split(separator: "error E").count == 2, "\(shown)")
      }
      left(terminal)
    }
  }

  @Test func aFileThatIsThereIsReplacedOnlyOnASecondWord() throws {
    try withFolder { folder in
      try write("# mine\n", to: folder + "/a.ogive")
      try write("a\n1\n", to: folder + "/d.csv")
      let terminal = try Terminal(in: folder)
      terminal.enter("1 + 1", shows: "2\r\n")
      terminal.enter(":save d.csv", shows: "`:save d.ogive`")
      terminal.enter(":save a.ogive", shows: "there already")
      #expect(bytes(of: folder + "/a.ogive") == Array("# mine\n".utf8))
      terminal.enter(":save a.ogive", shows: "saved 1 statement in a.ogive")
      terminal.enter("3", shows: "3\r\n")
      terminal.enter(":save a.ogive", shows: "saved 2 statements in a.ogive")
      left(terminal)
      #expect(bytes(of: folder + "/a.ogive") == Array("1 + 1\n#> 2\n\n3\n#> 3\n".utf8))
      #expect(bytes(of: folder + "/d.csv") == Array("a\n1\n".utf8))
    }
  }

  @Test func tabCompletesWordsColumnsFilesAndCommands() throws {
    try withFolder { folder in
      try write("1 + 40\n", to: folder + "/sum.ogive")
      let terminal = try Terminal(in: folder)
      terminal.enter("women = dataset(\"women\")", shows: "\n")
      // Each piece and what Tab adds to it. More keys right behind a Tab would make it a blank of pasted text.
      for (pieces, end, shown) in [
        ([("wom", "en"), ("| descr", "ibe")], "", "2 rows × 10 columns"),
        ([("wom", "en"), ("| summarise m = max(hei", "ght")], ")", "72"),
        ([(":ru", "n"), ("su", "m.ogive")], "", "41"),
        ([(":un", "do")], "", "took back: 1 + 40"),
        ([(":he", "lp"), ("missi", "ng")], "", "There is one `missing` for every type"),
        ([(":wh", "y"), ("e2", "E21")], "1", "The table has no such column"),
      ] {
        terminal.see("ogive> ")
        for (typed, added) in pieces {
          terminal.type(typed + "\t")
          terminal.see(added)
        }
        terminal.type(end + "\r")
        terminal.see(shown)
      }
      for name in ["help", "undo", "redo", "log", "edit", "save", "run", "why", "fix", "quit"] {
        terminal.see("ogive> ")
        terminal.type(":\t")
        terminal.see(":" + name)
        terminal.see("ogive> :")
        terminal.type(Self.interrupt)
      }
      left(terminal)
    }
  }

  @Test func tenPastedLinesRunTogether() throws {
    try withFolder { folder in
      let terminal = try Terminal(in: folder, columns: 40)
      let lines = (1...8).map { "x\($0) = \($0) * 10" } + ["[", "  x1 + x8, \"日本語\"]"]
      terminal.see("ogive> ")
      terminal.type("\u{1B}[200~" + lines.joined(separator: "\r") + "\u{1B}[201~")
      terminal.see("日本語")
      terminal.type("\r")
      terminal.see("[90, \"日本語\"]")
      terminal.enter(":log", shows: "  9  [")
      left(terminal)
    }
  }

  @Test func aPastedCommandIsALineOfItsOwn() throws {
    try withFolder { folder in
      let terminal = try Terminal(in: folder)
      terminal.see("ogive> ")
      terminal.type("\u{1B}[200~a = 1\ra = 2\r:undo\ra * 100\r\u{1B}[201~\r")
      terminal.see("took back: a = 2")
      terminal.see("100\r\n")
      left(terminal)
    }
  }

  @Test func ctrlCStopsAStatementAndKeepsTheSession() throws {
    try withFolder { folder in
      let terminal = try Terminal(in: folder)
      terminal.enter("kept = 41", shows: "\n")
      for _ in 1...2 {
        terminal.enter(
          "for i in 1..100000 { for j in 1..100000 { if j == 1 and i == 1 { \"begun\" } } }",
          shows: "begun\r\n")
        terminal.type(Self.interrupt + Self.interrupt)
        terminal.see("error E81: interrupted")
      }
      // And at the prompt.
      terminal.see("ogive> ")
      terminal.type("half a line" + Self.interrupt)
      terminal.enter("kept + 1", shows: "42")
      left(terminal)
    }
  }

  @Test func aClosedTerminalKeepsTheHistory() throws {
    try withFolder { folder in
      let first = try Terminal(in: folder)
      first.enter("20 + 3", shows: "23")
      first.enter("t = [1,\r2]", shows: "\n")
      first.enter("sum($t) * 7", shows: "21")
      first.see("ogive> ")
      first.type("half")
      first.see("half")
      // Whichever comes first, the signal or the end of the input.
      #expect([0, 128 + SIGHUP].contains(first.hangUp()))
      let second = try Terminal(in: folder)
      second.see("ogive> ")
      second.type("\u{1B}[A\u{1B}[A")
      second.see("2]")
      second.type("\r")
      // Not just the digits, which moving the cursor to a column writes too.
      second.enter("\u{12}20 +\r", shows: "23\r\n")
      left(second)
    }
  }

  @Test func anEarlierStatementIsChanged() throws {
    try withFolder { folder in
      let terminal = try Terminal(in: folder)
      terminal.enter("base = 2", shows: "\n")
      terminal.enter("base ^ 3", shows: "8\r\n")
      terminal.enter(":edit 1", shows: "base = 2")
      terminal.type("0\r")
      terminal.see("8000")
      terminal.enter(":edit 7", shows: "there is no statement 7")
      terminal.enter(":log", shows: "  1  base = 20")
      left(terminal)
    }
  }

  @Test(arguments: [40, 80, 200])
  func everyWidthShowsStatementsAndTables(_ columns: Int32) throws {
    try withFolder { folder in
      let terminal = try Terminal(in: folder, columns: columns)
      // Longer than a line of the narrow one.
      terminal.enter(
        "dataset(\"mtcars\") | keep mpg > 30 and wt < 1.7 | select model, mpg",
        shows: "Lotus Europa")
      terminal.resize(columns: UInt16(columns) / 2, rows: 12)
      terminal.enter("\"wide 日本語 🙂\"", shows: "wide 日本語 🙂\r\n")
      left(terminal)
    }
  }

  @Test func aTerminalWithoutCursorMotionWorksToo() throws {
    try withFolder { folder in
      let terminal = try Terminal(in: folder, environment: ["TERM": "dumb"])
      terminal.enter("dataset(\"women\") | plot points(height, weight)", shows: "●")
      terminal.enter(":edit", shows: "needs a terminal")
      terminal.enter("6 * 7", shows: "42")
      left(terminal)
      #expect(!terminal.screen.contains(0x1B))
    }
  }
}
