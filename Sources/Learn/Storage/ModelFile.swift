internal import Tables

/// The bytes of a model file.
///
/// CBOR's own mark (tag 55799), then a list: `ogive model`, the version of the format, the fingerprint (XXH3-128) of
/// the content, and the content. The version is looked at before anything else, and the fingerprint before the content.
public enum ModelFile {
  /// What this code writes, and the newest that it reads.
  public static let version = 1

  private static let mark: [UInt8] = [0xD9, 0xD9, 0xF7]
  private static let name = "ogive model"

  public static func bytes(of content: Datum) -> [UInt8] {
    var inner = CBORWriter()
    inner.write(content)
    var outer = CBORWriter()
    outer.head(.list, 4)
    outer.text(name)
    outer.head(.unsigned, UInt64(version))
    outer.text(inner.bytes.withUnsafeBytes { Fingerprint.of($0) })
    outer.blob(inner.bytes)
    return mark + outer.bytes
  }

  /// The content of a file's bytes.
  ///
  /// - Throws: `modelFile` for what is no model file, of a newer version, or not as it was written.
  public static func content(of bytes: [UInt8]) throws(LearnError) -> Datum {
    var outer = CBORReader(bytes.dropFirst(mark.count))
    guard bytes.starts(with: mark), let list = try? outer.head(), list.kind == .list,
      list.value == 4, (try? outer.text()) == name
    else {
      throw LearnError(
        .modelFile, "this is no model file of Ogive",
        help: ["models are saved with `model | save \"name.model\"`"])
    }
    let (kind, _, found) = try outer.head()
    guard kind == .unsigned, found == version else {
      throw LearnError(
        .modelFile,
        "the model file is of version \(found), and this Ogive reads version \(version)",
        help: [found > version ? "open it with a newer Ogive" : "fit the model anew and save it"])
    }
    let fingerprint = try outer.text()
    let content = try outer.blob()
    guard outer.isAtEnd, content.withUnsafeBytes({ Fingerprint.of($0) }) == fingerprint else {
      throw Datum.broken("its bytes aren't those that were written")
    }
    var inner = CBORReader(content)
    let datum = try inner.datum()
    guard inner.isAtEnd else { throw Datum.broken("something follows its end") }
    return datum
  }
}
