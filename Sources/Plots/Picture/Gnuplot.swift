internal import CGnuplot
internal import Glibc
internal import Numerics

/// The gnuplot of this machine, run locked up: see `CGnuplot`.
public struct Gnuplot: Sendable {
  /// Where it is looked for, in order. Tests give places of their own.
  public var places: [String]
  /// How long one picture may take, in seconds.
  public var patience: Double

  public init(places: [String], patience: Double = 20) {
    (self.places, self.patience) = (places, patience)
  }

  /// The usual places, then the directories of PATH.
  public static var standard: Gnuplot {
    var places = ["/usr/bin/gnuplot", "/usr/local/bin/gnuplot", "/opt/homebrew/bin/gnuplot"]
    if let path = getenv("PATH") {
      for directory in String(cString: path).split(separator: ":") where directory.hasPrefix("/") {
        places.append(directory + "/gnuplot")
      }
    }
    return Gnuplot(places: places)
  }

  static let cure = "sudo apt-get install gnuplot-nox"

  /// The program.
  ///
  /// - Throws: `noPlotter`.
  public func find() throws(PlotError) -> String {
    for place in places where access(place, X_OK) == 0 { return place }
    throw PlotError(
      .noPlotter, "gnuplot is not installed, and pictures are drawn by it",
      details: ["a plot is still shown as text, and `plotted` gives its numbers"],
      help: Gnuplot.cure)
  }

  /// The bytes of a picture.
  ///
  /// - Throws: `noPlotter`, `plotterFailed`, `cannotWrite` (no room for its files), `interrupted`.
  public func draw(_ figure: Figure, _ terminal: PlotTerminal) throws(PlotError) -> [UInt8] {
    let program = try find()
    let folder = try PrivateFolder()
    defer { folder.remove() }
    var writer = ScriptWriter(figure)
    let script = writer.script(terminal)
    for file in writer.files {
      let flat = file.columns.flatMap { $0 }
      try folder.check(
        ogive_plot_write_records(folder.path + "/" + file.name, flat, file.columns.count, file.rows)
      )
    }
    try folder.check(
      script.withCString { ogive_plot_write_script(folder.path + "/plot.gp", $0, strlen($0)) })

    let code = try run(program, in: folder)
    let said =
      (folder.read("messages.txt", most: 4000).map { String(decoding: $0, as: UTF8.self) } ?? "")
    let picture = folder.read(ScriptWriter.outputName(terminal), most: 256 << 20) ?? []
    if code != 0 || picture.isEmpty || !terminal.begins(picture) {
      throw failure(code, said, terminal)
    }
    switch terminal {
    case .svg: return try SVGFilter.filtered(picture, title: figure.alternativeText)
    case .pdf: return PDFDate.removed(from: picture)
    case .png, .sixel: return picture
    }
  }

  private func run(_ program: String, in folder: PrivateFolder) throws(PlotError) -> Int32 {
    let process = ogive_plot_start(program, folder.path, "plot.gp", "messages.txt")
    if process < 0 {
      throw PlotError(
        .noPlotter, "gnuplot could not be started: \(String(cString: strerror(-process)))",
        details: [program],
        help: Gnuplot.cure)
    }
    var code: Int32 = 0
    let slices = Int(patience * 20)
    for _ in 0..<max(1, slices) {
      let state = ogive_plot_wait(process, 50, &code)
      if state == 1 { return code }
      if state < 0 { break }
      do { try Interrupt.check() } catch {
        ogive_plot_stop(process)
        throw PlotError(.interrupted, "the plot was interrupted")
      }
    }
    ogive_plot_stop(process)
    throw PlotError(
      .plotterFailed,
      "gnuplot took longer than \(PlainNumber.text(patience)) seconds and was stopped",
      help: "draw fewer rows, such as `sample 10000`")
  }

  private func failure(_ code: Int32, _ said: String, _ terminal: PlotTerminal) -> PlotError {
    let lines = said.split(separator: "\n").map {
      String($0.filter { $0 == " " || !$0.isWhitespace })
    }
    .filter { !$0.allSatisfy { $0 == " " || $0 == "^" } }
    if said.contains("unknown or ambiguous terminal type") || said.contains("unrecognized option") {
      return PlotError(
        .noPlotter,
        "this gnuplot can't draw \(terminal.rawValue): it is too old or was built without it",
        details: Array(lines.suffix(3)), help: "\(Gnuplot.cure) (5.4 or newer)")
    }
    let how =
      code == 0
      ? "made no picture" : code > 128 ? "was ended by signal \(code - 128)" : "ended with \(code)"
    return PlotError(.plotterFailed, "gnuplot \(how)", details: Array(lines.suffix(4)))
  }
}

extension PlotTerminal {
  /// Whether bytes are the beginning of a picture of this kind.
  func begins(_ bytes: [UInt8]) -> Bool {
    switch self {
    case .png: bytes.starts(with: [0x89, 0x50, 0x4E, 0x47])
    case .pdf: bytes.starts(with: Array("%PDF".utf8))
    case .svg: bytes.starts(with: Array("<?xml".utf8))
    case .sixel: bytes.starts(with: [0x1B])
    }
  }
}

/// The same figure is to give the same bytes, and a PDF says when it was made.
private enum PDFDate {
  /// With the digits of its date replaced by those of 1970; its length, on which its index depends,
  /// stays.
  static func removed(from bytes: [UInt8]) -> [UInt8] {
    let key = Array("/CreationDate (D:".utf8)
    let date = Array("19700101000000".utf8)
    var result = bytes
    // It stands in the information at the end.
    var place = max(0, bytes.count - 4096)
    while place + key.count + date.count <= bytes.count {
      if bytes[place..<(place + key.count)].elementsEqual(key) {
        for (offset, digit) in date.enumerated() { result[place + key.count + offset] = digit }
        return result
      }
      place += 1
    }
    return result
  }
}
