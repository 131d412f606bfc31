"""What can be wrong with a file, with what its owner can do about it."""

from weir.core.errors import error_kind

EMPTY = error_kind(
    "document.empty",
    422,
    en="{name} is empty.",
    zh="{name} 是空文件。",
    do_en="Upload the file again; the upload or the export may have been cut short.",
    do_zh="请重新上传；上传或导出可能中断过。",
)
ENCRYPTED = error_kind(
    "document.encrypted",
    422,
    en="{name} is protected by a password.",
    zh="{name} 有密码保护。",
    do_en="Remove the password in the program that made the file, then upload it again.",
    do_zh="请在生成该文件的软件中取消密码，再重新上传。",
)
BROKEN = error_kind(
    "document.broken",
    422,
    en="{name} cannot be read as {kind}: {reason}.",
    zh="{name} 无法按 {kind} 读取：{reason}。",
    do_en="Open it in the program that made it and save it again; the file may be damaged or cut short.",
    do_zh="请用原软件打开并另存；文件可能损坏或不完整。",
)
TOO_LARGE = error_kind(
    "document.too_large",
    413,
    en="{name} is too large: {size} bytes, the limit is {limit}.",
    zh="{name} 过大：{size} 字节，上限为 {limit} 字节。",
    do_en="Split the file or raise documents.max_bytes.",
    do_zh="请拆分文件，或调高 documents.max_bytes。",
)
TOO_MANY_PAGES = error_kind(
    "document.too_many_pages",
    413,
    en="{name} has {pages} pages; the limit is {limit}.",
    zh="{name} 有 {pages} 页，上限为 {limit} 页。",
    do_en="Split the file.",
    do_zh="请拆分文件。",
)
UNSUPPORTED = error_kind(
    "document.unsupported",
    415,
    en="{name} looks like {looks_like}, which Weir cannot read yet.",
    zh="{name} 看起来是 {looks_like_zh}，目前还不能读取。",
    do_en="Convert it to PDF, Word, HTML, Markdown or plain text.",
    do_zh="请转换为 PDF、Word、HTML、Markdown 或纯文本。",
)
NO_TEXT = error_kind(
    "document.no_text",
    422,
    en="{name} holds no text that can be read.",
    zh="{name} 没有可读取的文字。",
    do_en="If it is a scan, scan it again with at least 200 dpi and good contrast.",
    do_zh="如果是扫描件，请以不低于 200 dpi、对比清晰的设置重新扫描。",
)
NO_OCR = error_kind(
    "document.no_ocr",
    422,
    en="{name} is a picture or a scan, and text recognition (OCR) is not installed.",
    zh="{name} 是图片或扫描件，但未安装文字识别（OCR）。",
    do_en="Install it with `pip install 'weir[ocr]'` and read the file again.",
    do_zh="请执行 `pip install 'weir[ocr]'` 安装，然后重新读取该文件。",
)
NO_PICTURE = error_kind(
    "document.no_picture",
    404,
    en="Page {page} of {name} cannot be shown as a picture.",
    zh="{name} 的第 {page} 页无法显示为图片。",
    do_en="Only pages of PDF files and pictures can be shown.",
    do_zh="只有 PDF 和图片的页面可以显示。",
)
HOSTILE = error_kind(
    "document.hostile",
    422,
    en="{name} was refused because it is dangerous to open: {why}.",
    zh="{name} 被拒绝，打开它有危险：{why_zh}。",
    do_en="If you trust the file, save it again in the program that made it.",
    do_zh="如果您信任该文件，请用原软件另存后再上传。",
)
TIMEOUT = error_kind(
    "document.timeout",
    422,
    en="Reading {name} took longer than {seconds} seconds and was stopped.",
    zh="读取 {name} 超过 {seconds} 秒，已停止。",
    do_en="Split the file, save it again in a simpler form, or raise documents.timeout_s.",
    do_zh="请拆分文件、另存为更简单的形式，或调高 documents.timeout_s。",
)
MEMORY = error_kind(
    "document.memory",
    422,
    en="Reading {name} needed more than {limit} MB of memory and was stopped.",
    zh="读取 {name} 需要超过 {limit} MB 内存，已停止。",
    do_en="Split the file or raise documents.memory_mb.",
    do_zh="请拆分文件，或调高 documents.memory_mb。",
)
CRASHED = error_kind(
    "document.crashed",
    422,
    en="The reader stopped unexpectedly on {name} ({reason}); nothing else was affected.",
    zh="读取 {name} 时解析进程意外退出（{reason}），其他文件不受影响。",
    do_en="The file may be damaged: save it again in the program that made it, or convert it to PDF.",
    do_zh="文件可能损坏：请用原软件另存，或转换为 PDF。",
)
