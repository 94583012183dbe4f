import Diagnostics
extension Expression { public var canonical: String { "" } }
extension Name { public var canonical: String { text } }
extension Pipeline { public var canonical: String { "" } }
