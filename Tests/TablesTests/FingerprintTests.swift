import Tables
import Testing

struct FingerprintTests {
  /// Pieces of any lengths give the fingerprint of the whole.
  @Test func pieces() {
    let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 131 >> 3) }
    bytes.withUnsafeBytes { all in
      let whole = Fingerprint.of(all)
      for length in [1, 7, 64, 239, 241, 1024, 4999, 5000, 6000] {
        let running = RunningFingerprint()
        for start in stride(from: 0, to: 5000, by: length) {
          running.add(UnsafeRawBufferPointer(rebasing: all[start..<min(5000, start + length)]))
        }
        #expect(running.value == whole, "pieces of \(length)")
      }
      #expect(RunningFingerprint().value == Fingerprint.of(""))
    }
  }
}
