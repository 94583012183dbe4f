import Glibc
import Plots
import Testing

@Suite struct PictureTests {
  private func figure() throws -> Figure {
    try PlotRequest(marks: [
      MarkCall(
        "points", channels: ["x": .numbers("x", [1, 2, 3]), "y": .numbers("y", [3, 1, 2])])
    ]).figure()
  }

  private func failure(_ body: () throws(PlotError) -> Void) -> PlotError? {
    do {
      try body()
      return nil
    } catch { return error }
  }

  @Test func formatsGoByTheExtension() throws {
    #expect(try PictureFormat(path: "a/b.SVG") == .svg)
    let wrong = failure { () throws(PlotError) in _ = try PictureFormat(path: "x/plot.jpg") }
    #expect(wrong?.kind == .unknownFormat && wrong?.details == ["formats: .svg, .png, .pdf"])
    #expect(
      failure { () throws(PlotError) in _ = try PictureFormat(path: "dir.png/plot") }?.kind
        == .unknownFormat)
  }

  @Test func picturesAreOfTheirKindAndReproducible() throws {
    let figure = try figure()
    for format in PictureFormat.allCases {
      let bytes = try figure.picture(format)
      #expect(try figure.picture(format) == bytes, "\(format)")
      #expect(bytes.count > 1000)
    }
  }

  @Test func withoutGnuplotThereIsAClearError() throws {
    let figure = try figure()
    let none = failure { () throws(PlotError) in
      try figure.write(to: "/tmp/ogive-plots-none.png", with: Gnuplot(places: ["/no/such/gnuplot"]))
    }
    #expect(none?.kind == .noPlotter && none?.help == "sudo apt-get install gnuplot-nox")
    #expect(access("/tmp/ogive-plots-none.png", F_OK) != 0)
    let other = failure { () throws(PlotError) in
      _ = try figure.picture(.png, with: Gnuplot(places: ["/bin/false"]))
    }
    #expect(other?.kind == .plotterFailed && other?.message == "gnuplot ended with 1")
    let silent = failure { () throws(PlotError) in
      _ = try figure.picture(.png, with: Gnuplot(places: ["/bin/true"]))
    }
    #expect(silent?.message == "gnuplot made no picture")
    // A plot is still shown as text.
    let text = figure.terminalPicture(
      columns: 40, rows: 10, color: false, capability: .kitty, with: Gnuplot(places: []))
    #expect(text.contains("●"))
  }

  @Test func whatCannotBeWrittenLeavesNothing() throws {
    let figure = try figure()
    #expect(
      failure { () throws(PlotError) in try figure.write(to: "/no/such/folder/p.png") }?.help
        == "the directory must be there first")
    #expect(
      failure { () throws(PlotError) in try figure.write(to: "/proc/p.png") }?.kind == .cannotWrite)
    #expect(
      failure { () throws(PlotError) in try figure.write(to: "/dev/null", format: .png) }?.message
        == "/dev/null is there and is no plain file")
    #expect(
      failure { () throws(PlotError) in try figure.write(to: "/tmp/a\0b.png") }?.kind
        == .cannotWrite)
  }

  @Test func anOldPictureIsReplacedWhole() throws {
    let path = "/tmp/ogive-plots-replace-\(getpid()).svg"
    defer { unlink(path) }
    let file = try #require(fopen(path, "w"))
    fputs("old", file)
    fclose(file)
    chmod(path, 0o640)
    try figure().write(to: path)
    #expect(readFile(path).hasPrefix("<?xml"))
    var facts = stat()
    #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o640)
  }

  @Test func terminalsAreKnownByTheirAnswers() {
    func kind(_ text: String) -> TerminalCapability {
      TerminalPictures.capability(answer: Array(text.utf8))
    }
    #expect(kind("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62;c") == .kitty)
    #expect(kind("\u{1B}P>|iTerm2 3.5\u{1B}\\\u{1B}[?62;4c") == .iterm)
    #expect(kind("\u{1B}[?62;4;6c") == .sixel)
    #expect(kind("\u{1B}[?62;14c") == .text)
    #expect(kind("") == .text)
    // The tests run in a pipe: nothing is asked.
    if isatty(STDOUT_FILENO) == 0 { #expect(TerminalPictures.probe() == .text) }
  }

  @Test func inlinePicturesAreFramed() throws {
    let figure = try figure()
    let kitty = figure.terminalPicture(columns: 80, rows: 24, color: true, capability: .kitty)
    #expect(
      kitty.hasPrefix("\u{1B}_Ga=T,f=100,q=2,m=1;iVBORw0KGgo") && kitty.hasSuffix("\u{1B}\\\n"))
    let iterm = figure.terminalPicture(columns: 80, rows: 24, color: true, capability: .iterm)
    #expect(iterm.hasPrefix("\u{1B}]1337;File=inline=1;size=") && iterm.hasSuffix("\u{07}\n"))
    let sixel = figure.terminalPicture(columns: 80, rows: 24, color: true, capability: .sixel)
    #expect(sixel.hasPrefix("\u{1B}P"))
  }
}
