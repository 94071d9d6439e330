/** The parts of ECharts that reports draw with, and no others; fetched with the first chart. */

import { BarChart, LineChart } from "echarts/charts"
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components"
import { init, use, type EChartsType } from "echarts/core"
import { SVGRenderer } from "echarts/renderers"

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

export type { EChartsType }

export function open(room: HTMLElement): EChartsType {
  return init(room, null, { renderer: "svg" })
}
