// SPDX-License-Identifier: Apache-2.0

extension Dialect {
    /// Those of mail servers in other languages: Exchange, Microsoft 365, Google and the services of each
    /// country.
    static let languages: [Dialect] = [
        Dialect(
            name: "German, delayed",
            heads: ["verzögert sich", "wurde noch nicht zugestellt", "noch nicht zugestellt werden"],
            shape: .near, isDelay: true),
        Dialect(
            name: "German",
            heads: [
                "fehler bei der nachrichtenzustellung an", "hat einige oder alle empfänger nicht erreicht",
                "konnte nicht zugestellt werden", "konnten nicht zugestellt werden", "nicht erreicht werden",
                "konnte an folgende", "an folgende empfänger", "nicht zugestellt werden an",
                "wurde nicht zugestellt", "empfänger unbekannt",
            ], shape: .near),
        Dialect(
            name: "French, delayed", heads: ["est retardée", "n'a pas encore été remis"], shape: .near,
            isDelay: true),
        Dialect(
            name: "French",
            heads: [
                "échec de la remise", "n'est pas parvenu à", "n'a pas pu etre", "n'a pas pu être",
                "n'a pu être", "n'a pu etre", "n'ont pas pu être", "n'a pas été distribué",
                "n'a pas été remis", "destinataires suivants", "destinataire suivant",
            ], shape: .near),
        Dialect(
            name: "Spanish",
            heads: [
                "error en la entrega a", "no se pudo entregar", "no se ha podido entregar",
                "no se puede entregar", "no ha podido ser entregado", "no pudo ser entregado",
                "no se ha entregado a", "no llegó a algunos", "no se puede localizar a",
                "destinatarios siguientes", "siguientes destinatarios",
            ], shape: .near),
        Dialect(
            name: "Italian, Portuguese",
            heads: [
                "impossibile recapitare", "non è stato possibile recapitare", "recapito non riuscito",
                "falha na entrega", "não pôde ser entregue", "não foi possível entregar",
            ], shape: .near),
        Dialect(
            name: "Ukrainian, Russian, delayed",
            heads: [
                "ще не доставлено", "затримується", "еще не доставлено", "ещё не доставлено", "задерживается",
            ],
            shape: .near, isDelay: true),
        Dialect(
            name: "Ukrainian, Russian, Mail.Ru",
            heads: [
                "не вдалося доставити", "не доставлено", "не може бути доставлен", "адресу не знайдено",
                "не удалось доставить", "не удается доставить", "не может быть доставлен",
                "не было доставлено", "сбой доставки", "адрес не найден", "недоставлен",
            ], shape: .near),
        Dialect(
            name: "Japanese, delayed", heads: ["配信が遅れています", "配信が遅延しています"], shape: .near, isDelay: true),
        Dialect(
            name: "Japanese",
            heads: [
                "配信できません", "配信されません", "送信できません", "配送できません", "届けることができません", "届きません", "配信に失敗", "送信に失敗", "宛先不明",
                "アドレス不明",
            ], shape: .near),
        Dialect(name: "Sina", heads: ["邮件无法发送到您指定的地址"], shape: .marked),
        Dialect(name: "Chinese", heads: ["无法送达", "無法送達", "无法投递", "無法投遞", "退信"], shape: .near),
        // Words of servers and of people.
        Dialect(
            name: "all of them, in a line",
            heads: [
                "unzustellbar", "nicht zustellbar", "konnte nicht an", "existiert nicht", "non remis",
                "n'existe pas", "boîte pleine", "no existe", "não existe", "не існує", "не существует",
                "ящик переполнен", "скринька переповнена", "見つかりません", "存在しません",
            ], shape: .near, isCommon: true),
    ]
}
