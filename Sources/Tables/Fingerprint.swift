internal import CFingerprint

/// XXH3-128 of bytes, as text.
public enum Fingerprint {
  /// 32 hexadecimal digits for the bytes.
  public static func of(_ bytes: UnsafeRawBufferPointer) -> String {
    hexadecimal(ogive_fingerprint_of(bytes.baseAddress, bytes.count))
  }

  /// 32 hexadecimal digits for the text's UTF-8.
  public static func of(_ text: String) -> String {
    var text = text
    return text.withUTF8 { of(UnsafeRawBufferPointer($0)) }
  }

  static func hexadecimal(_ value: ogive_fingerprint) -> String {
    let high = String(value.high, radix: 16)
    let low = String(value.low, radix: 16)
    return String(repeating: "0", count: 16 - high.utf8.count) + high
      + String(repeating: "0", count: 16 - low.utf8.count) + low
  }
}

/// The fingerprint of bytes that come piece by piece.
///
/// A class, because it owns the hash's state; used by one thread at a time.
package final class RunningFingerprint: @unchecked Sendable {
  private let state = ogive_fingerprint_begin()

  package init() {}

  deinit { if let state { ogive_fingerprint_end(state) } }

  package func add(_ bytes: UnsafeRawBufferPointer) {
    if let state { ogive_fingerprint_add(state, bytes.baseAddress, bytes.count) }
  }

  /// The fingerprint of all pieces so far; `nil` if there was no memory for it.
  package var value: String? { state.map { Fingerprint.hexadecimal(ogive_fingerprint_so_far($0)) } }
}
