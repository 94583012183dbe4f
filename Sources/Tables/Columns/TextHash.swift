/// Hashes of short runs of bytes, which needn't be the same from one version to the next.
enum TextHash {
  /// Multiply and fold. The same words in the other order give another number.
  @inline(__always)
  static func mixed(_ head: UInt64, _ tail: UInt64) -> UInt64 {
    let product = (head ^ (tail &* 0x9E37_79B9_7F4A_7C15)).multipliedFullWidth(
      by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }

  /// The hash of `n` bytes. Up to 7 bytes behind them are loaded if they come before `end`. O(n)
  @inline(__always)
  static func of(_ p: UnsafePointer<UInt8>, _ n: Int, before end: UnsafePointer<UInt8>) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: n) &* 0xA076_1D64_78BD_642F
    var i = 0
    while i &+ 8 <= n {
      hash = mixed(hash, UnsafeRawPointer(p + i).loadUnaligned(as: UInt64.self))
      i &+= 8
    }
    let rest = n &- i
    if rest == 0 { return hash }
    var word: UInt64 = 0
    if end - p >= i &+ 8 {
      word = UInt64(littleEndian: UnsafeRawPointer(p + i).loadUnaligned(as: UInt64.self))
      word &= ~0 &>> UInt64(64 &- rest &* 8)
    } else {
      for k in 0..<rest { word |= UInt64(p[i &+ k]) &<< UInt64(8 &* k) }
    }
    return mixed(hash, word)
  }
}
