/// The formats of picture files.
public enum PictureFormat: String, Sendable, CaseIterable {
  case svg, png, pdf

  /// By the extension of a file's name.
  ///
  /// - Throws: `unknownFormat`, with the formats there are.
  public init(path: String) throws(PlotError) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let found = parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
    guard let format = PictureFormat(rawValue: found) else {
      throw PlotError(
        .unknownFormat,
        found.isEmpty
          ? "\(name) has no extension that says its format" : "plots can't be saved as .\(found)",
        details: [
          "formats: " + PictureFormat.allCases.map { "." + $0.rawValue }.joined(separator: ", ")
        ],
        help: "save \"\(parts.first.map(String.init) ?? "plot").svg\"")
    }
    self = format
  }

  var terminal: PlotTerminal {
    switch self {
    case .svg: .svg
    case .png: .png
    case .pdf: .pdf
    }
  }
}
