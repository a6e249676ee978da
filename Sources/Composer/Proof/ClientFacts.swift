// SPDX-License-Identifier: Apache-2.0

/// What mail programs drop, one feature a line, after caniemail.com (hteumeuleu/caniemail, MIT): facts in a form of its own.
/// `Tests/Scripts/clients.py` compares the lines with theirs and writes them anew.
///
/// A line is one letter for each of `Clients`, in its order; the month of the latest test; the feature as
/// `ClientFact.Feature` reads it; and the page where that is not called after the feature. `n` fails, `a`
/// works in part, `.` works, and `-` is unknown or never tested. Of each program and platform only the
/// version that the page lists last counts, which is the latest tested. A feature that works in all of these
/// programs has no line. The last group is Samsung Email, Thunderbird, Fastmail, HEY and Mail.ru.
let clientFactTable = """
    #Gma Outlk Ap Yah AOL Pro GMX Web Ora STFHM tested  feature [page]
    .... n.... .. nnn nnn ..- .-- .-- nn- ...nn 2023-09 <abbr>
    .... n.... .. nnn nnn ... .-- .-- --- ..--n 2024-01 <acronym>
    .... ..... .. ... ... ... ..n ..n nnn ..... 2021-01 <address>
    .... ..a.. .. ... ... a.. ... ... ... ...a. 2021-11 [align]
    .n.. ..... .. ann a.n .nn ..n ..n nn. n..n. 2019-08 <a[href^=#]> html-anchor-links
    nnnn n.... .. nnn nnn ... n.n n.n nnn .nnnn 2019-02 [aria-describedby]
    .... ..... .. nnn nnn ... n.n n.n nnn .n.n. 2019-02 [aria-hidden]
    .... ..... .. nnn nnn ... n.n n.n nnn .n.n. 2019-02 [aria-label]
    nnnn nn... .. nnn nnn ... n.n n.n nnn .nnn. 2022-04 [aria-labelledby]
    .... annnn .. nnn nnn ... n.n n.n nnn .n.n. 2019-02 [aria-live]
    nnnn nnnnn .. nnn nnn nnn nnn nnn nnn ..nnn 2020-04 <audio>
    .aa. a.... .. ... ... ... ... ... ... ...n. 2019-02 [background]
    aaaa .aaan .. aaa aaa ann n.n n.n nnn ..aan 2021-12 <base>
    nnnn nnnnn .. nnn nnn ... n.n n.n nnn ...nn 2019-02 <bdi>
    .... ..... .. ... ... ... ... ... ... ...a. 2020-05 <blockquote>
    .a.. n..n. .. nnn nnn ..n n.n n.n ... .a.na 2019-09 <button[type=reset]> html-button-reset
    .a.. nnnn. .. .n. ... ..n n.n n.n ... ...na 2019-09 <button[type=submit]> html-button-submit
    .... ..... .. ... ... ... .-- --- nnn ..... 2023-04 <code>
    .... a.... .. ... ... ... .-- .-- --- ..--n 2023-09 <dfn>
    nn.n nnnnn .. nnn nnn nn. n.n n.n nnn ..nnn 2019-02 <dialog>
    ...a a.... .. ... ... ... n.. n.. aaa ..... 2021-11 [dir]
    .a.. naa.. .. .n. ... nnn n.n n.n nnn ..nnn 2019-09 <form>
    .... a.... .. ... ... ... ... ... ... ...n. 2019-09 [height]
    nnnn nnnnn .. nnn n-- ... n-- n-- --- ..--a 2024-01 [hidden]
    .... ..... .. ..n .nn ..n ... ... ... ...n. 2021-09 [usemap] html-image-maps
    .... ..... .. ..n .nn ..n ... ... ... ...n. 2021-09 <map> html-image-maps
    .... ..... .. ..n .nn ..n ... ... ... ...n. 2021-09 <area> html-image-maps
    .... n.... .. ... ... nnn n.n n.n nnn .a.n. 2019-09 <input[type=checkbox]> html-input-checkbox
    .... n.... .. ... ... nnn n.n n.n nnn .a.n. 2019-09 <input[type=hidden]> html-input-hidden
    .... n.... .. ... ... nnn n.n n.n nnn .a.n. 2019-09 <input[type=radio]> html-input-radio
    .a.. n.... .. ... ... nnn n.n n.n nnn .a.n. 2019-09 <input[type=reset]> html-input-reset
    .a.. nnn.. .. .n. ... nnn n.n n.n nnn ...n. 2019-09 <input[type=submit]> html-input-submit
    .... n...n .. ..n ... nnn n.n n.n nnn na.n. 2019-09 <input[type=text]> html-input-text
    .... ..... .. aaa a.. ... n.n n.n n.. ...n. 2020-10 [lang]
    nnnn .nnnn .. nnn nnn nnn n.n n.n nnn nnnnn 2023-12 <link>
    aaaa aaaaa .. aaa aaa ... ... ... ... ....a 2024-02 [reversed] html-lists
    aaaa aaaaa .. aaa aaa ... ... ... ... ....a 2024-02 <li[value]> html-lists
    nnnn nnnnn .. nnn nnn .nn n.n n.n nnn ..na. 2021-10 [loading] html-loading-attribute
    .... ..... .. ..a ..a ..a ... ... ana ..... 2021-05 <a[href^=mailto:]> html-mailto-links
    nnnn naa.. .. a.. a.. a.. n.n n.n n.. ..nnn 2020-04 <marquee>
    nnnn nnnnn .n nnn nnn nnn n-- n-- --- n.nnn 2023-09 <meta[name=color-scheme]> html-meta-color-scheme
    nnan n.... .. nnn nnn ... n.n n.n nnn ...nn 2019-02 <meter>
    nnnn nnnnn a. nnn nnn nnn nan nan nnn aannn 2021-02 <object>
    nnnn nnnnn a. nnn nnn nnn n.n n.n nnn ..nnn 2024-04 <picture>
    nnnn nnnnn a. nnn nnn nnn n.n n.n nnn ..nnn 2024-04 <source> html-picture
    nnnn nnnnn .. nnn nn- nn- --- --- --- annna 2023-09 [popover]
    nnnn nnnnn .. nnn nn- nn- --- --- --- annna 2023-09 [popovertarget] html-popover
    nnan nnnnn .. nnn nnn ... n.n n.n nnn ...nn 2019-02 <progress>
    nnan nnn.. .. nnn nnn ann n.n n.n nnn ...nn 2019-09 [required]
    .... ..... .. aaa aaa ... n.n n.n nnn ...n. 2020-02 [role]
    nnan n.... .. ... ... ... n.n n.n nnn ...nn 2019-02 <rp>
    nnan n.... .. ... ... ... n.n n.n nnn ...nn 2019-02 <rt>
    nnan n.... .. ... ... ... n.n n.n nnn ...nn 2019-02 <ruby>
    .a.. n.... .a .n. ... ... n.n n.n ... .a.n. 2019-09 <select>
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <article> html-semantics
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <aside> html-semantics
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <details> html-semantics
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <figcaption> html-semantics
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <figure> html-semantics
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <footer> html-semantics
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <header> html-semantics
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <main> html-semantics
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <mark> html-semantics
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <nav> html-semantics
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <section> html-semantics
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <summary> html-semantics
    aaaa naaaa .. nnn nnn ... n.n n.n aaa ...an 2019-07 <time> html-semantics
    .... ..... .. ... ... ... ... ... nnn ..... 2021-11 <small>
    nnnn nnnnn .. nnn nnn nnn n.n n.n nnn ..nnn 2019-05 [srcset]
    nnnn nnnnn .. nnn nnn nnn n.n n.n nnn ..nnn 2019-05 [sizes] html-srcset
    .aa. ..... .. ... ... ... ... ... ... ...n. 2019-02 <strike>
    aaan a.... .. ... ... .aa n.. n.. ... ..... 2023-07 <style>
    nnnn nnnnn a. nnn nnn ... n.n n.n ... ..nnn 2020-02 <svg>
    nnnn anaaa aa nnn nnn nnn nan nan nnn aannn 2021-12 [target]
    .... n...n .. ..n ... ..a n.n n.n ... na.n. 2019-09 <textarea>
    nnnn nn.nn .a nnn nnn nnn n.n n.n nnn a.nnn 2019-09 <video>
    .na. n.... .. ... ... ... nnn nnn n.n ...nn 2019-02 <wbr>
    .... a.... .. ... ... ... ... ... ... ...n. 2019-09 [width]
    nnnn nnnnn .. nnn nnn nnn --- --- nnn .-n.. 2023-12 accent-color
    nnnn n.... .. nnn nnn ... n.. n.. nnn ..... 2023-12 align-items
    nnnn nnnnn .. nnn nnn nnn n.. n.. nnn .n..n 2026-04 animation
    nnnn nnnnn .. nnn nnn nnn n.. n.. nnn .n..n 2026-04 animation-delay css-animation
    nnnn nnnnn .. nnn nnn nnn n.. n.. nnn .n..n 2026-04 animation-direction css-animation
    nnnn nnnnn .. nnn nnn nnn n.. n.. nnn .n..n 2026-04 animation-duration css-animation
    nnnn nnnnn .. nnn nnn nnn n.. n.. nnn .n..n 2026-04 animation-fill-mode css-animation
    nnnn nnnnn .. nnn nnn nnn n.. n.. nnn .n..n 2026-04 animation-iteration-count css-animation
    nnnn nnnnn .. nnn nnn nnn n.. n.. nnn .n..n 2026-04 animation-name css-animation
    nnnn nnnnn .. nnn nnn nnn n.. n.. nnn .n..n 2026-04 animation-play-state css-animation
    nnnn nnnnn .. nnn nnn nnn n.. n.. nnn .n..n 2026-04 animation-timing-function css-animation
    nnnn nnnnn .. nnn nnn ... n.. n.. nnn nnn.. 2023-12 aspect-ratio
    nnnn annnn .. nnn nnn nn. n.n n.n nnn ..n.n 2023-12 @font-face
    nnnn .nnnn .. nnn nnn nn. n.n n.n nnn nnn.n 2019-02 @import
    nnnn nnnnn .. .nn .nn nnn n.. n.. nnn ....n 2021-05 @keyframes
    aaan naaaa .. aaa aaa aa. ... ... ... an..a 2023-12 @media
    nnnn n.... .. nnn nnn nn. n.. n.. ... .n..n 2019-08 @media(device-pixel-ratio)
    nnnn n.... .. nnn nnn ... --- --- --- .---n 2022-08 @media(hover)
    nnnn n.... .. nnn nnn ... --- --- --- .---n 2022-08 @media(any-hover) css-at-media-hover
    .n.n n.... .a nnn nnn nnn ... ... ... .n... 2019-08 @media(orientation)
    nnnn n.... .. nnn nnn nnn n.. n.. ... .n.nn 2023-03 @media(prefers-color-scheme)
    nnnn n.... .. nnn nnn aaa n.. n.. ... .nn.n 2021-02 @media(prefers-reduced-motion)
    nnnn nnnnn .. ... ... nn. n.. n.. ... .nn.n 2020-05 @supports
    nnnn nn.nn .. nnn nnn ... n-- n-- -n- .---. 2024-01 backdrop-filter
    .... a.... .. aaa aaa ... a.. a.. aaa ..... 2023-07 background:<url> css-background
    .aan n.... .. nnn nnn ... n.. n.. nnn ..... 2019-02 background-blend-mode
    .aan n.... .. nnn nnn ... n.. n.. nnn ..... 2019-02 background-clip
    .... ..... .. ... ... ... a.. a.. aaa ..... 2019-02 background-color:<named-color> css-background-color
    .... n.... .. aaa aaa ... a.. a.. ... ..... 2023-07 background-image
    .aan n.... .. nnn nnn ... n.. n.. nnn ..... 2019-02 background-origin
    .... n.... .. ... ... ... a.. a.. ... ..... 2019-02 background-position
    .... n.... .. ... ... ... a.. a.. ... ..... 2019-02 background-repeat
    .aan n.... .. ... ... ... n.. n.. nnn ..... 2019-02 background-size
    nnnn nnnnn .. nnn nnn ... n.. n.. nn- ..... 2022-07 block-size css-block-inline-size
    .... a.... .. ... ... ... ... ... ... ..... 2021-07 border
    .... a.... .. ... ... ... ... ... ... ..... 2021-07 border-top css-border
    .... a.... .. ... ... ... ... ... ... ..... 2021-07 border-right css-border
    .... a.... .. ... ... ... ... ... ... ..... 2021-07 border-bottom css-border
    .... a.... .. ... ... ... ... ... ... ..... 2021-07 border-left css-border
    .... a.... .. ... ... ... ... ... ... ..... 2021-07 border-width css-border
    .... a.... .. ... ... ... ... ... ... ..... 2021-07 border-style css-border
    .... a.... .. ... ... ... ... ... ... ..... 2021-07 border-color css-border
    nnnn nnnnn .. nnn nnn ... n.. n.. nnn ..... 2019-02 border-image
    nnnn nnnnn .. nnn nnn ... n.. n.. --- n---. 2022-07 border-inline css-border-inline-block
    nnnn nnnnn .. nnn nnn ... n.. n.. --- n---. 2022-07 border-block css-border-inline-block
    nnnn nnnnn .. nnn nnn ... n.. n.. --- a---. 2022-07 border-inline-start css-border-inline-block-individual
    nnnn nnnnn .. nnn nnn ... n.. n.. --- a---. 2022-07 border-inline-end css-border-inline-block-individual
    nnnn nnnnn .. nnn nnn ... n.. n.. --- a---. 2022-07 border-inline-color css-border-inline-block-individual
    nnnn nnnnn .. nnn nnn ... n.. n.. --- a---. 2022-07 border-inline-style css-border-inline-block-individual
    nnnn nnnnn .. nnn nnn ... n.. n.. --- a---. 2022-07 border-inline-width css-border-inline-block-individual
    nnnn nnnnn .. nnn nnn ... n.. n.. --- a---. 2022-07 border-block-start css-border-inline-block-individual
    nnnn nnnnn .. nnn nnn ... n.. n.. --- a---. 2022-07 border-block-end css-border-inline-block-individual
    nnnn nnnnn .. nnn nnn ... n.. n.. --- a---. 2022-07 border-block-color css-border-inline-block-individual
    nnnn nnnnn .. nnn nnn ... n.. n.. --- a---. 2022-07 border-block-style css-border-inline-block-individual
    nnnn nnnnn .. nnn nnn ... n.. n.. --- a---. 2022-07 border-block-width css-border-inline-block-individual
    .... n.... .. aaa aaa ... n.. n.. nnn ..... 2021-03 border-radius
    .... n.... .. aaa aaa ... n.. n.. nnn ..... 2021-03 border-top-left-radius css-border-radius
    .... n.... .. aaa aaa ... n.. n.. nnn ..... 2021-03 border-top-right-radius css-border-radius
    .... n.... .. aaa aaa ... n.. n.. nnn ..... 2021-03 border-bottom-right-radius css-border-radius
    .... n.... .. aaa aaa ... n.. n.. nnn ..... 2021-03 border-bottom-left-radius css-border-radius
    nnnn nnnnn .. nnn nnn ... --- --- --- n---. 2022-08 border-start-start-radius css-border-radius-logical
    nnnn nnnnn .. nnn nnn ... --- --- --- n---. 2022-08 border-start-end-radius css-border-radius-logical
    nnnn nnnnn .. nnn nnn ... --- --- --- n---. 2022-08 border-end-start-radius css-border-radius-logical
    nnnn nnnnn .. nnn nnn ... --- --- --- n---. 2022-08 border-end-end-radius css-border-radius-logical
    .... n.n.. .. ... ... ... .-- .-- --- ..--. 2023-12 border-spacing
    naan n.... .. nnn nnn ... n.. n.. nnn ..... 2023-12 box-shadow
    ...n n.... .. nnn nnn ... ... ... nnn ..... 2019-02 box-sizing
    .... n.... .. ... ... ... ... ... ... ..... 2021-05 caption-side
    ..a- n.-.a .. aaa aaa ... a-- a-- --- .---. 2024-09 clear
    nnnn nnnnn .. nnn nnn ... n.. n.. nnn ....a 2021-03 clip-path
    nnnn nnnnn .. nnn nnn .nn n-- n-- --- ..nnn 2023-09 color-scheme
    ...n n.... .. nnn nnn ... n.. n.. ... ..... 2019-02 column-count
    .... n.... .. nnn nnn ... --- --- --- ..... 2022-08 columns css-column-layout-properties
    .... n.... .. nnn nnn ... --- --- --- ..... 2022-08 column-width css-column-layout-properties
    .... n.... .. nnn nnn ... --- --- --- ..... 2022-08 column-fill css-column-layout-properties
    .... n.... .. nnn nnn ... --- --- --- ..... 2022-08 column-rule css-column-layout-properties
    .... n.... .. nnn nnn ... --- --- --- ..... 2022-08 column-rule-color css-column-layout-properties
    .... n.... .. nnn nnn ... --- --- --- ..... 2022-08 column-rule-style css-column-layout-properties
    .... n.... .. nnn nnn ... --- --- --- ..... 2022-08 column-rule-width css-column-layout-properties
    .... n.... .. nnn nnn ... --- --- --- ..... 2022-08 column-span css-column-layout-properties
    ..aa ..... .. .aa .aa ... n-- n-- nnn ..--a 2024-04 *:/* css-comments
    nnnn nnnnn .. nnn nnn ... --- --- nnn a.... 2023-01 conic-gradient() css-conic-gradient
    nnnn -nnnn an ana --- a-- an. --- --- -.--- 2025-07 cursor
    ...a ..... .. ... ... ... ... ... ... ..... 2021-10 direction
    .aa. a.... .. aaa aaa ... a.. a.. aaa ..a.. 2021-12 display:contents css-display
    .aa. a.... .. aaa aaa ... a.. a.. aaa ..a.. 2021-12 display:flow-root css-display
    .aa. a.... .. aaa aaa ... a.. a.. aaa ..a.. 2021-12 display:inline-flex css-display
    .aa. a.... .. aaa aaa ... a.. a.. aaa ..a.. 2021-12 display:inline-grid css-display
    .aa. n.... .. ... ... ... n.. n.. nnn ..... 2021-11 display:flex
    .aa. n.... .. ... ... ... n.. n.. nnn ..... 2019-02 display:grid
    ...n a.... .. ... ... ... ... ... ... ..... 2019-02 display:none
    ...- n.... .. .nn .nn ... --- --- --- .---n 2024-08 empty-cells
    nnnn nnnnn .. nnn nnn ... n.. n.. nnn ..n.a 2024-01 filter
    nnnn n...n .. nnn nnn ... n.. n.. nnn ..... 2023-01 flex-direction:column css-flex-direction
    nnnn n.... .. nnn nnn ... n.. n.. nnn ..... 2023-01 flex-wrap:wrap css-flex-wrap
    .aa. n.... .. aaa aaa ... a.. a.. ... ..... 2024-05 float
    .... n.... .. nnn n-- ... n-- --- --- ..--n 2022-08 font-kerning
    .aa. n.... .. aaa --- ... a.. a-- --- -.--. 2026-04 font-size-adjust
    ..n. n...n .. nnn nn- ..- --- --- --- n.--. 2023-09 font-stretch
    .... a.... .. aaa aaa ... ... ... a.. ..... 2022-06 font-weight:<number> css-font-weight
    .aa. nnnnn .. nnn nnn ... n.. n.. nnn a.n.. 2021-05 clamp()
    nnnn nnnn- .. nn- nn- a.- n-- --- nn- a.-aa 2024-08 light-dark()
    .aa. nnnnn .. nnn nnn ... n.. n.. nnn a.n.. 2021-05 max()
    .aa. nnnnn .. nnn nnn ... n.. n.. nnn a.n.. 2021-05 min()
    aaan naaaa .. nnn nnn ... n-- --- nnn ..a.. 2022-12 gap
    aaan naaaa .. nnn nnn ... n-- --- nnn ..a.. 2022-12 column-gap css-gap
    aaan naaaa .. nnn nnn ... n-- --- nnn ..a.. 2022-12 row-gap css-gap
    nnnn nnnnn .. nnn nnn ... n-- --- nnn ..n.. 2023-01 grid-template
    nnnn nnnnn .. nnn nnn ... n-- --- nnn ..n.. 2023-01 grid-template-areas css-grid-template
    nnnn nnnnn .. nnn nnn ... n-- --- nnn ..n.. 2023-01 grid-template-columns css-grid-template
    nnnn nnnnn .. nnn nnn ... n-- --- nnn ..n.. 2023-01 grid-template-rows css-grid-template
    .... a.... .. nnn nnn ... ... ... ... ..... 2019-09 height
    nnnn nnnnn .. nnn nnn ... n-- n-- --- .---a 2024-06 hyphenate-character
    nnnn nnnnn nn nnn nnn --- n-- n-- --- nn--. 2024-08 hyphenate-limit-chars
    nnn- nnnnn .. nnn n-- --- --- --- --- .---. 2022-08 hyphens
    aaaa a.... .. aaa aaa aaa n.. n.. nnn ..... 2021-11 *:!important css-important
    nnnn nnnnn .. nnn nnn ann --- --- --- .---- 2026-04 [inert] css-inert-attribute
    nnnn nnnnn nn nnn nnn ... n.. n.. n.. ..n.. 2019-02 inline-size
    nnnn nnnnn .. nnn nnn --- n-- n-- --- n.--n 2024-05 inset
    .a.. n..aa .. nnn nnn ... --- --- nnn n.... 2022-12 *:fit-content css-intrinsic-size
    .a.. n..aa .. nnn nnn ... --- --- nnn n.... 2022-12 *:min-content css-intrinsic-size
    .a.. n..aa .. nnn nnn ... --- --- nnn n.... 2022-12 *:max-content css-intrinsic-size
    nnnn n.... .. nnn nnn ... n.. n.. nnn ..... 2021-03 justify-content
    nnnn n.... .. nnn nnn ... ... ... ... a...a 2021-05 left css-left-right-top-bottom
    nnnn n.... .. nnn nnn ... ... ... ... a...a 2021-05 right css-left-right-top-bottom
    nnnn n.... .. nnn nnn ... ... ... ... a...a 2021-05 top css-left-right-top-bottom
    nnnn n.... .. nnn nnn ... ... ... ... a...a 2021-05 bottom css-left-right-top-bottom
    .... a.... .. ... ... ... ... ... ... ..... 2020-01 letter-spacing:<negative> css-letter-spacing
    .... a.... .. ... ... ... ... ... .aa ..... 2021-10 line-height
    ..a. nnnnn .. nnn nnn ... n.. n.. nnn a.... 2021-12 linear-gradient() css-linear-gradient
    aaaa a.a.. .. aaa aaa a.n ... ... ... ..... 2020-04 list-style:<url> css-list-style
    nnnn nnnnn .. nnn nnn n.n ... ... n.. ..... 2020-04 list-style-image
    .... n.... .. ... ... ... ... ... ... ..... 2020-04 list-style-position
    aaaa aaaaa .. aaa aaa ... ... ... ... ....a 2019-10 margin:<negative> css-margin
    nnnn nnnnn .. nnn nnn ... n.. n.. --- .---. 2022-07 margin-block-start css-margin-block-start-end
    nnnn nnnnn .. nnn nnn ... n.. n.. --- .---. 2022-07 margin-block-end css-margin-block-start-end
    nnnn nnnnn .. nnn nnn ... n.. n.. ... n.... 2022-07 margin-inline css-margin-inline-block
    nnnn nnnnn .. nnn nnn ... n.. n.. ... n.... 2022-07 margin-block css-margin-inline-block
    nnnn nnnnn .. nnn nnn ... n.. n.. --- .---. 2022-07 margin-inline-start css-margin-inline-start-end
    nnnn nnnnn .. nnn nnn ... n.. n.. --- .---. 2022-07 margin-inline-end css-margin-inline-start-end
    nnnn nn.nn .. nnn nnn --- n-- n-- --- .---. 2024-11 mask-image
    nnn- nnn.n .. nnn n-- ... --- --- --- .---. 2022-09 max-block-size
    .... n.... .. ... ... ... ... ... ... ..... 2021-11 max-height
    nnnn nnnnn .. nnn nnn ... n-- n-- --- .---. 2024-05 max-inline-size
    .... a.... .. ... ... ... ... ... ... ..... 2019-08 max-width
    nnnn nnnnn .. nnn nnn ... n-- n-- --- .---. 2024-05 min-block-size
    .... n.... .. ... ... .n. ... ... ... ..... 2021-11 min-height
    nnnn nnn.n .. nnn n-- ... --- --- --- .---. 2022-08 min-inline-size
    .... n.... .. ... ... ... ... ... ... ..... 2021-11 min-width
    .aan n.... .. nnn nnn ... n.. n.. nnn ..n.. 2020-12 mix-blend-mode
    nnnn nnnnn .. nnn nnn ..n --- --- --- nn... 2023-01 lab() css-modern-color
    nnnn nnnnn .. nnn nnn ..n --- --- --- nn... 2023-01 lch() css-modern-color
    nnnn nnnnn .. nnn nnn ..n --- --- --- nn... 2023-01 oklab() css-modern-color
    nnnn nnnnn .. nnn nnn ..n --- --- --- nn... 2023-01 oklch() css-modern-color
    nnnn nnnnn a. nnn n-- .aa --- --- aa- a.--n 2023-08 &{} css-nesting
    .aan n.... .. nnn nnn ... n.. n.. nnn ..... 2021-07 object-fit
    .aan n.... .. nnn nnn ... n.. n.. nnn ..... 2021-07 object-position
    ...n n.... .. ... nnn ... n.. n.. nnn ....n 2019-02 opacity
    nnnn n.... .. nnn nnn ... n-- n-- --- .---. 2024-06 orphans
    .... n.... .. ... ... ... ... ... nnn ..... 2022-03 outline
    .... n.... .. ... ... ... ... ... nnn ..... 2022-03 outline-color css-outline
    .... n.... .. ... ... ... ... ... nnn ..... 2022-03 outline-style css-outline
    .... n.... .. ... ... ... ... ... nnn ..... 2022-03 outline-width css-outline
    nnnn nnnnn .. nnn nnn ... n-- --- nnn ..... 2022-12 outline-offset
    aaaa naaaa aa aaa aaa aaa aaa aaa a.. a...a 2025-05 overflow
    aaaa naaaa aa aaa aaa aaa aaa aaa a.. a...a 2025-05 overflow-x css-overflow
    aaaa naaaa aa aaa aaa aaa aaa aaa a.. a...a 2025-05 overflow-y css-overflow
    aaaa naaaa aa aaa aaa aaa aaa aaa a.. a...a 2025-05 overflow-block css-overflow
    aaaa naaaa aa aaa aaa aaa aaa aaa a.. a...a 2025-05 overflow-inline css-overflow
    nnn- nnnnn aa nnn n-- --- --- --- --- .---. 2022-08 overflow-wrap
    .... a.... .. ... ... ... ... ... ... ..... 2019-07 padding
    .... a.... .. ... ... ... ... ... ... ..... 2019-07 padding-top css-padding
    .... a.... .. ... ... ... ... ... ... ..... 2019-07 padding-right css-padding
    .... a.... .. ... ... ... ... ... ... ..... 2019-07 padding-bottom css-padding
    .... a.... .. ... ... ... ... ... ... ..... 2019-07 padding-left css-padding
    nnnn nnnnn .. nnn nnn ... n.. n.. --- .---. 2022-07 padding-block-start css-padding-block-start-end
    nnnn nnnnn .. nnn nnn ... n.. n.. --- .---. 2022-07 padding-block-end css-padding-block-start-end
    nnnn nnnnn .. nnn nnn ... n.. n.. --- n---. 2022-07 padding-inline css-padding-inline-block
    nnnn nnnnn .. nnn nnn ... n.. n.. --- n---. 2022-07 padding-block css-padding-inline-block
    nnnn nnnnn .. nnn nnn ... n.. n.. --- .---. 2022-07 padding-inline-start css-padding-inline-start-end
    nnnn nnnnn .. nnn nnn ... n.. n.. --- .---. 2022-07 padding-inline-end css-padding-inline-start-end
    nnnn naana aa aaa aaa ... ... ... aaa a.aan 2021-05 position
    nnnn naan. an ... .n. ... ... ... .n. n...n 2019-10 :active
    nnnn naaaa .. ... ... nnn n.n n.n nnn ...nn 2020-03 :checked
    nnnn na... .. ... ... nnn n.n n-- --- -.--. 2026-02 :default
    nnnn naa.. .. ... ... nn. ... ... ... ....n 2019-10 :first-child
    nnnn naa.. .. ... ... nn. n.. n.. ... ....n 2019-10 :first-of-type
    nnnn naan. .n ... .n. ... ..n ..n .n. ....n 2019-10 :focus
    nnnn naa-a .- .-. .-. ... --- --- --- .---- 2026-04 :focus-visible
    nnnn nna-a .- .-. .-. ... --- --- --- .---- 2026-04 :focus-within
    nnnn nnnnn .. nnn nnn ..n n.. n.. .nn .n..n 2022-03 :has
    .nan naan. .. ... .n. ... n.. n.. ... ....n 2019-10 :hover
    nnnn nnn.. .. nnn nnn ... --- --- --- .---n 2022-07 :lang
    nnnn naa.. .. ... ... nn. ... ... ... ....n 2019-10 :last-child
    nnnn naa.. .. ... ... nn. n.. n.. ... ....n 2019-10 :last-of-type
    nnnn .aa.. .. ... ... nn. ... ... ... ....n 2019-10 :link
    nnnn nnnnn .. nnn nnn nn. n.. n.. ... ....n 2019-10 :not
    nnnn nnnnn .. nnn nnn nn. n.. n.. ... ....n 2019-10 :nth-child
    nnnn nnnnn .. nnn nnn nn. n.. n.. ... ....n 2019-10 :nth-last-child
    nnnn nnnnn .. nnn nnn nnn n.. n.. ... ....n 2019-10 :nth-last-of-type
    nnnn nnnnn .. nnn nnn nnn n.. n.. ... ....n 2019-10 :nth-of-type
    nnnn naa.. .. ... ... nn. ... ... ... ....n 2019-10 :only-child
    nnnn naa.. .. ... ... nn. ... ... ... ....n 2019-10 :only-of-type
    nnnn naa.. nn ... .n. nn. ..n ..n nn. ..nnn 2019-10 :target
    nnnn naa.. nn ... .n. nnn .nn .nn .nn n...n 2019-10 :visited
    nnnn naaan .. nnn nnn nn. n.. n.. nnn ....n 2020-05 ::after
    nnnn naaan .. nnn nnn nn. n.. n.. nnn ....n 2020-05 ::before
    nnnn naaan .. ... ... nn. ... ... ..n ....n 2020-05 ::first-letter
    nnnn naaan .. ... ... nn. ... ... ..n ....n 2020-05 ::first-line
    nnnn nnnnn .. ... ... ..n --- --- ..n ....n 2022-12 ::marker
    nnnn naaan .. ... ... nnn n.n n.n nnn ...nn 2020-05 ::placeholder
    ..a. nnnnn .. nnn nnn ... n.. n.. ... ..... 2021-12 radial-gradient() css-radial-gradient
    nnn- nnnnn an nnn nnn ana nn- nn- -n- .---. 2024-01 resize
    aaaa a.... .. aaa aaa ... a.. a.. aaa ..... 2021-05 rgb() css-rgb
    aaaa n.... .. aaa aaa ... n.. n.. nnn ..... 2021-05 rgba() css-rgba
    nnnn nnnnn .. nnn nnn ... --- --- nnn ..n.. 2023-02 scroll-snap-type css-scroll-snap
    nnnn nnnnn .. nnn nnn ... --- --- nnn ..n.. 2023-02 scroll-snap-align css-scroll-snap
    .aan n.... .. ... ... nn. a.. a.. ... ..... 2020-03 +{} css-selector-adjacent-sibling
    aaan naaaa .. aaa aaa nnn n.. n.. ... ....a 2020-12 []{} css-selector-attribute
    .aan nn... .. ... ... nn. a.. a.. ... ..... 2019-10 .a.b{} css-selector-chaining
    .aan n.... .. ... ... nn. n.. n.. n.. ..... 2019-10 >{} css-selector-child
    .aan n.... .. ... ... nn. n.. n.. ... ..... 2020-03 ~{} css-selector-general-sibling
    .aan n.... .. ... ... nn. ... ... ... ....n 2019-10 *{} css-selector-universal
    nnnn nn.nn .. nnn nnn ... --- --- --- ..--. 2024-03 shape-margin
    nnnn nn.nn .. nnn nnn ... --- --- --- ..--. 2024-02 shape-outside
    ..a. n...a .. ..a ..a ..a .-- --- ..a aa... 2022-12 font-family:system-ui css-sytem-ui
    ..a. n...a .. ..a ..a ..a .-- --- ..a aa... 2022-12 font-family:ui-serif css-sytem-ui
    ..a. n...a .. ..a ..a ..a .-- --- ..a aa... 2022-12 font-family:ui-sans-serif css-sytem-ui
    ..a. n...a .. ..a ..a ..a .-- --- ..a aa... 2022-12 font-family:ui-rounded css-sytem-ui
    ..a. n...a .. ..a ..a ..a .-- --- ..a aa... 2022-12 font-family:ui-monospace css-sytem-ui
    nnn- n...n .. nnn n-- ... n.n n.n --- .---n 2022-07 tab-size
    ...- n.n.. .. ... .-- ... --- --- --- .---. 2022-07 table-layout
    ..aa a...a .. aaa aaa ... a.. a.. aaa a.... 2025-11 text-align:start css-text-align
    ..aa a...a .. aaa aaa ... a.. a.. aaa a.... 2025-11 text-align:end css-text-align
    ..aa a...a .. aaa aaa ... a.. a.. aaa a.... 2025-11 text-align:match-parent css-text-align
    .... nnnnn .. nnn n-- ... --- --- --- .---. 2022-08 text-align-last
    .aa. a.... .. ... ... .n. aa. aa. .n. ..... 2019-02 text-decoration
    .aan n.... .. ... ... ... n.. n.. n.. ..... 2020-04 text-decoration-color
    .... n.... .. ... ..n ... n-- n-- --- ..--. 2023-12 text-decoration-line
    nnnn nnnnn .. nnn nnn ... n-- n-- nn- ..... 2023-12 text-decoration-skip-ink
    .... n.... .. ... ..n ... n-- n-- --- ..--. 2023-12 text-decoration-style
    nnnn nnnnn .. nnn nnn ... n.. n.. n.n ..... 2023-01 text-decoration-thickness
    ..nn n...n .. nnn nnn ... n.. n.. --- n---. 2022-07 text-emphasis
    ..nn n...n .. nnn nnn ... n.. n.. --- n---. 2022-07 text-emphasis-color css-text-emphasis
    ..nn n...n .. nnn nnn ... n.. n.. --- n---. 2022-07 text-emphasis-style css-text-emphasis
    nnnn nn.nn .. nnn nnn ... n.. n.. --- n---. 2022-07 text-emphasis-position
    aaaa ..... .. aaa aaa a.. ... ... ... ....a 2021-01 text-indent:<negative> css-text-indent
    anna aannn nn ann nnn an. a-- n-- --- n---a 2024-04 text-justify
    .... n.... .. nnn nnn ... n-- n-- --- ..--. 2023-12 text-orientation
    .aa. n.... .. nnn nnn ... n.. n.. n.. n.... 2019-02 text-overflow
    nnnn nnnnn .. ... ... ... ... ... ... ..... 2019-02 text-shadow
    .... a.... .. ... ... ... ... ... ... ..... 2021-09 text-transform:lowercase css-text-transform
    nnnn nnnnn .. nnn nnn ... n.. n.. n.n ..... 2023-01 text-underline-offset
    .a.. n.na. aa nnn nnn ... n-- n-- --- ..--. 2023-12 text-underline-position
    nnnn nnnnn .. nnn nnn ... n-- n-- --- .---. 2024-04 text-wrap
    nnnn nnnnn .. nnn nnn ... n.. n.. nnn ....n 2019-02 transform
    nnnn nnnnn .. aaa aaa .n- --- --- nnn a..a. 2024-03 transition
    nnnn nnnnn .. aaa aaa .n- --- --- nnn a..a. 2024-03 transition-delay css-transition
    nnnn nnnnn .. aaa aaa .n- --- --- nnn a..a. 2024-03 transition-duration css-transition
    nnnn nnnnn .. aaa aaa .n- --- --- nnn a..a. 2024-03 transition-property css-transition
    nnnn nnnnn .. aaa aaa .n- --- --- nnn a..a. 2024-03 transition-timing-function css-transition
    .aa. nnnnn .. nnn nnn ... n.. n.. nnn ..... 2020-02 calc() css-unit-calc
    .... n.... .. nnn nnn ... n.. n.. nnn ..... 2020-02 1ch
    aaa. n.... .. nnn nnn ... n.. n.. nnn ..... 2020-02 *:initial css-unit-initial
    .... n.... .. nnn nnn ... n.. n.. nnn ..... 2020-02 1rem
    .... n.... .a ... ... ... n.a n.a nnn ..n.. 2023-10 1vh
    .... n.... .. nnn nnn ... n.a n.a nnn ..... 2020-02 1vmax
    .... n.... .. nnn nnn ... n.a n.a nnn ..... 2020-02 1vmin
    .... n.... .. ... ... ... n.. n.. nnn ..n.. 2020-02 1vw
    nnn- nnnnn .a nnn nnn aaa n-- nn- --- .---. 2024-02 user-select
    nnnn nnnnn .. nnn nnn ... n.. n.. nnn ..n.n 2020-02 --* css-variables
    nnnn nnnnn .. nnn nnn ... n.. n.. nnn ..n.n 2020-02 var() css-variables
    nnnn n.... .. ... n.. ... ... ... nnn ..... 2019-02 visibility
    .aa. n.... .. .aa ... ... ..a ..a ... n.... 2019-02 white-space
    nnnn nnnnn .. nnn nnn ... --- --- --- .---. 2024-09 white-space-collapse
    nnnn n.... .. nnn nnn ... n-- n-- --- .---. 2024-05 widows
    .... a.... .. ... ... ... ... ... ... ..... 2019-09 width
    .aaa .aaaa aa nnn nnn .aa n.n n.n ann a..a. 2022-02 word-break
    .... n.... .. aaa aan ... a-- a-- --- ..--. 2024-03 word-spacing
    a-a- n.-.n .. .-- --- --- --- --- --- ----- 2025-05 word-wrap
    .aa. n.... .. nnn nnn ... n.. n.. nnn ..n.. 2022-05 writing-mode
    nnnn n.... .. ... ... ... ... ... ... ....n 2021-05 z-index
    n.nn n...n .. ... ... ... ... ... ... ..... 2020-02 .apng
    aaaa n.... .. ... ... ... nnn nnn .n. ..n.n 2023-01 .avif
    nnnn a.... .. ... ... ... a.. a.. ... ...n. 2020-02 .data image-base64
    a.aa ..... .. ... ... ... .n. .n. ... ..... 2020-02 .bmp
    .... a.... .. ... ... ... ... ... ... ..... 2020-02 .gif
    nnnn nnnnn nn nnn nnn nnn nnn nnn ..n nnnnn 2020-02 .hdr
    aaaa nn..n .. a.n a.n a.n nnn nnn nnn nnnnn 2020-02 .heif
    aaaa nn..n .. a.n a.n a.n nnn nnn nnn nnnnn 2020-02 .heic image-heif
    .... n.... .. ... ... ... ... ... ... ..... 2020-02 .ico
    nnnn n.n.n .. ..n ..n ..n n.n n.n ..n nnnnn 2021-05 .mp4
    naan ..... .. ... ... ... ... ... ... ....n 2023-01 .svg
    a.aa nn..n .. n.n n.n ..n n.n n.n n.n nnn.n 2020-02 .tiff
    a.aa nn..n .. n.n n.n ..n n.n n.n n.n nnn.n 2020-02 .tif image-tiff
    aaaa n.... .. ... ... ... ... ... ... ..... 2021-02 .webp
    """
