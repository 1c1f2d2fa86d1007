"""Which characters are Chinese ones (汉字)."""

import re

# for a class of a regular expression; 々 and 〇 stand in words as the others do
HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
IS_HAN = re.compile(f"[{HAN}]")
