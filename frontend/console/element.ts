/** The styles of the few Element Plus parts in use, and no others. */

import "element-plus/es/components/dialog/style/css"
import "element-plus/es/components/message/style/css"
import "element-plus/es/components/option/style/css"
import "element-plus/es/components/popover/style/css"
import "element-plus/es/components/select/style/css"
