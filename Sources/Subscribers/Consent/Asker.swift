/// Who says that somebody wants a list.
public enum Asker: Hashable, Sendable {
    /// Who is believed, and may complete what is known of a person.
    case `operator`
    /// Anybody can type an address into a form. What they say of the person is only believed when the owner
    /// of the mailbox confirms it, and never of somebody who is here already.
    case stranger
}
