import Cards
import Glibc
import Plots
import Tables
import Testing

/// Everything by which gnuplot 5.4 was seen to run a program, read or write a file, or break: each
/// goes through every place where a figure holds text, is drawn, and must leave no trace.
@Suite struct HostileTextTests {
  static let marker = "/tmp/ogive-plots-hostile-\(getpid())"

  static var corpus: [String] {
    let touch = "touch \(marker)"
    return [
      "`\(touch)`", "$(\(touch))", "\"; system(\"\(touch)\"); \"", "system \"\(touch)\"",
      "' . system('\(touch)') . '",
      "x\n!\(touch)", "x\n ! \(touch)\n", "x\r!\(touch)", "\u{0B}!\(touch)", "shell", "\\", "\\\"",
      "\"", "'", "''", "'\\",
      "<\(touch)", "< \(touch)", "|\(touch)", "\\074\(touch)", "\\174\(touch)",
      "x\nset output '|\(touch)'", "x\nload '<\(touch)'",
      "x\neval \"system '\(touch)'\"", "@\(touch)", "e\n!\(touch)", "EOD\n!\(touch)",
      "east 1\nsystem '\(touch)'",
      "{/Sans\"><script>alert(1)</script> x}", "\"><script>alert(1)</script>",
      "</text><script>alert(1)</script>",
      "javascript:alert(1)", "<![CDATA[x", "&lt;&#60;", "50%", "%1000000000g", "%s%n%h",
      "a_b^c{d}@e&f~g", "#comment", "\t\u{0}\u{1}\u{1B}[31m",
      "~/x", "/etc/passwd", "'/etc/passwd'", "-", "", " ", "9\\0659", "0.75", ".7", "日本語 🎉 é",
      "\u{202E}gnp.exe",
      String(repeating: "long ", count: 300), "$x", "%%", "a\\nb", "\u{FFFE}",
    ]
  }

  @Test(arguments: 0..<6) func nothingRuns(slice: Int) throws {
    unlink(Self.marker)
    let corpus = Self.corpus.enumerated().filter { $0.offset % 6 == slice }.map(\.element)
    let count = Double(corpus.count)
    let numbers = (0..<corpus.count).map(Double.init)
    for text in corpus {
      let request = PlotRequest(
        marks: [
          MarkCall(
            "points",
            channels: [
              "x": .numbers(text, numbers), "y": .numbers(text, numbers.map { count - $0 }),
              "color": .texts(text, corpus),
              "shape": .texts(text + "2", corpus.reversed()), "label": .texts(text, corpus),
            ])
        ],
        options: [
          "title": .text(text), "subtitle": .text(text), "xlabel": .text(text),
          "ylabel": .text(text),
        ])
      let figure = try request.figure()
      for format in [PictureFormat.png, .svg] {
        let bytes = try figure.picture(format)
        #expect(bytes.count > 500)
        if format == .svg {
          let svg = String(decoding: bytes, as: UTF8.self)
          #expect(!svg.contains("<script") && !svg.contains("<image") && !svg.contains("\u{1B}"))
        }
      }
      #expect(access(Self.marker, F_OK) != 0, "\(text.debugDescription) ran")
      let picture = figure.terminalPicture(columns: 80, rows: 20, color: false, capability: .text)
      #expect(!picture.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }
  }

  @Test func classesAndPanelsAreHarmless() throws {
    unlink(Self.marker)
    let corpus = Array(Set(Self.corpus)).sorted()
    for half in [
      Array(corpus.prefix(20)), Array(corpus.dropFirst(20).prefix(20)), Array(corpus.dropFirst(40)),
    ] {
      let bars = MarkCall("bars", channels: ["x": .texts("x", half)])
      _ = try PlotRequest(marks: [bars]).figure().picture(.pdf)
      _ = try PlotRequest(marks: [bars], options: ["flip": .truth(true)]).figure().picture(.png)
      let panels = PanelColumn(label: "`touch \(Self.marker)`", column: Column(texts: half))
      _ = try PlotRequest(marks: [bars], by: [panels]).figure().picture(.png)
    }
    #expect(access(Self.marker, F_OK) != 0)
  }

  @Test func hostilePathsAreOnlyNames() throws {
    unlink(Self.marker)
    var template = Array("/tmp/ogive-plots-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    let folder = String(cString: made)
    let figure = try PlotRequest(
      marks: [
        MarkCall("points", channels: ["x": .numbers("x", [1, 2]), "y": .numbers("y", [1, 2])])
      ]
    ).figure()
    for name in [
      "`touch \(Self.marker.split(separator: "/").last ?? "")`.png", "|cat.svg", "'; !ls.pdf",
      "\"x\n.png", "-o.svg", "<x.png",
    ] {
      try figure.write(to: folder + "/" + name)
      #expect(access(folder + "/" + name, R_OK) == 0)
      unlink(folder + "/" + name)
    }
    // Nothing else was left there.
    #expect(rmdir(folder) == 0)
    #expect(access(Self.marker, F_OK) != 0)
  }

  @Test func everyByteIsReadAsItself() {
    #expect(GnuplotText.quoted("a`b\"c\\d$e%f") == "\"a\\140b\\042c\\134d\\044e\\045f\"")
    #expect(GnuplotText.quoted("50%", isFormat: true) == "\"50\\045\\045\"")
    #expect(GnuplotText.quoted("a\nb\r\u{0}c") == "\"a b  c\"")
    #expect(GnuplotText.quoted("a\nb", lines: true) == "\"a\\nb\"")
    // gnuplot takes every octal digit that follows: 4,5 would be read as 4e.
    #expect(GnuplotText.quoted("4,51 m1") == "\"4\\054\\065\\061 m1\"")
    #expect(GnuplotText.quoted("2020-01-31 0.5") == "\"2020-01-31 0.5\"")
    #expect(GnuplotText.quoted("é日") == "\"é日\"")
  }

  @Test func scriptsHoldOnlyPlainCharacters() throws {
    for text in Self.corpus {
      let figure = try PlotRequest(
        marks: [
          MarkCall(
            "bars",
            channels: ["x": .texts(text, [text, "b"]), "color": .texts(text, ["b", text])])
        ],
        options: ["title": .text(text)]
      ).figure()
      for scalar in figure.script(.svg).unicodeScalars {
        let isKnown =
          scalar.value >= 0x80 || scalar == "\n"
          || (scalar.value >= 0x20 && !"`'$@!|<>{}".unicodeScalars.contains(scalar))
        #expect(isKnown, "\(scalar.debugDescription) from \(text.debugDescription)")
      }
    }
  }

  @Test func foreignContentIsDroppedFromSVG() throws {
    func filtered(_ text: String) throws -> String {
      String(decoding: try SVGFilter.filtered(Array(text.utf8)), as: UTF8.self)
    }
    let clean = try filtered(
      "<?xml version=\"1.0\"?><!DOCTYPE svg><svg width=\"9\" onload=\"alert(1)\"><script>alert(1)</script>"
        + "<g style=\"fill:url(http://x)\" fill=\"red\"><foreignObject><p>x</p></foreignObject><use xlink:href='#a'/>"
        + "<use xlink:href=\"http://x\"/><text x='1'>a &lt; b</text></g><image href=\"file:///x\"/></svg>"
    )
    #expect(
      clean
        == "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<svg width=\"9\"><g fill=\"red\"><use xlink:href=\"#a\"/><use/>"
        + "<text x=\"1\">a &lt; b</text></g></svg>\n")
    #expect(throws: PlotError.self) { try filtered("<svg><g></svg>") }
    #expect(throws: PlotError.self) { try filtered("<svg") }
    #expect(throws: PlotError.self) { try filtered("<svg a=b></svg>") }
  }
}
