// SPDX-License-Identifier: Apache-2.0

extension DialectFixture {
    static let languages: [DialectFixture] = [
        DialectFixture(
            dialect: "German, delayed",
            text: "Die Zustellung Ihrer Nachricht an <ann@inbox.test> verzögert sich.\n",
            expected: ["ann@inbox.test delayed other transient"]),
        DialectFixture(
            dialect: "German", from: "postmaster@mx.test", subject: "Unzustellbar: Morgenausgabe",
            text: """
                Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:

                ann@inbox.test
                Die eingegebene E-Mail-Adresse konnte nicht gefunden werden.

                Diagnoseinformationen für Administratoren:

                ann@inbox.test
                Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'

                Ursprüngliche Kopfzeilen der Nachricht:

                To: bo@inbox.test
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "German", text: "DIE NACHRICHT AN <ann@inbox.test> KONNTE NICHT ZUGESTELLT WERDEN.\n",
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "French, delayed", text: "La remise de votre message à ann@inbox.test est retardée.\n",
            expected: ["ann@inbox.test delayed other transient"]),
        DialectFixture(
            dialect: "French", from: "postmaster@mx.test", subject: "Non remis : Le matin",
            text: """
                ÉCHEC DE LA REMISE aux destinataires ou groupes suivants :

                ann@inbox.test
                L'adresse de messagerie que vous avez entrée est introuvable.

                En-têtes de message d'origine :
                To: bo@inbox.test
                """,
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "Spanish", from: "postmaster@mx.test", subject: "No se puede entregar: La mañana",
            text: """
                Error en la entrega a los siguientes destinatarios o grupos:

                ann@inbox.test
                El buzón está lleno.

                Encabezados de mensaje originales:
                To: bo@inbox.test
                """,
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "Italian, Portuguese",
            text: "Falha na entrega a estes destinatários ou grupos:\n\nann@inbox.test\n",
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "Ukrainian, Russian, delayed",
            text: "Повідомлення для ann@inbox.test ще не доставлено.\n",
            expected: ["ann@inbox.test delayed other transient"]),
        DialectFixture(
            dialect: "Ukrainian, Russian, Mail.Ru", subject: "Ваше сообщение не доставлено. Mail failure.",
            text: """
                Это письмо создано автоматически сервером Mail.Ru, отвечать на него не нужно.

                К сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:

                **********************

                ann@inbox.test
                SMTP error from remote mail server after RCPT TO:<ann@inbox.test>: 550 5.1.1 no such user

                **********************
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Ukrainian, Russian, Mail.Ru",
            text: "НЕ ВДАЛОСЯ ДОСТАВИТИ лист за адресою ann@inbox.test\n",
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "Japanese, delayed", text: "ann@inbox.test へのメッセージの配信が遅れています。\n",
            expected: ["ann@inbox.test delayed other transient"]),
        DialectFixture(
            dialect: "Japanese",
            text: "アドレス不明\n\nann@inbox.testが見つからなかったため、メールは配信されませんでした。\n",
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "Sina", text: "邮件无法发送到您指定的地址中。\n\n<ann@inbox.test>:\n\n<bo@inbox.test>:\n",
            expected: ["ann@inbox.test failed other permanent", "bo@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "Chinese", text: "您的邮件无法送达：ann@inbox.test\n",
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "all of them, in a line", text: "La casilla ann@inbox.test no existe.\n",
            expected: ["ann@inbox.test failed other permanent"]),
    ]
}
