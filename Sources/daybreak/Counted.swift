/// A number and what it counts: `1 delivery`, `2 deliveries`.
func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
