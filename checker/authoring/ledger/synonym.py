"""The closed table of what ledgers call our tables, columns and options, in English and in Chinese.

Beside it stand the vocabulary's own names, titles and words for options. Each text is folded as
`heading.fold` does. A word in `SURE` means the column and no other; one in `LIKELY` is used for others too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.authoring.ledger.heading import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

# What the same column is called in any table; `|` stands between two words.
_SURE_ANYWHERE = {
    "date": "date|day|日期",
    "site": "site|plant|works|casthouse|场所|厂区|工厂|基地",
    "step": "step|process|process step|工序|生产工序",
    "direction": "direction|in out|in or out|inout|方向|出入库|进出|收发|出入",
    "material": "material|metal|kind of material|material type|type of material|kind of metal|metal type"
    "|material name|material description|物料|物料名称|物料类别|物料种类|材料|材料名称|材料类别|品名"
    "|原料|原料名称|原料类别|货物名称",
    "form": "form|shape|product form|形态|产品形态|形状",
    "coc": "coc|coc material|chain of custody|asi coc|asi|监管链|监管链物料|是否监管链|是否asi|coc物料",
    "coc_share": "coc share|certified share|share of coc material|监管链比例|监管链占比",
    "green_electricity": "green electricity|green power|绿电|绿电铝|是否绿电|是否绿电铝|绿色电力",
    "intensity": "intensity|emission intensity|carbon intensity|carbon footprint|cfp|pcf|排放强度|碳强度"
    "|碳排放强度|碳足迹",
    "lot": "lot|lot no|lot number|batch|batch no|batch number|melt|melt no|melt number|heat|heat no"
    "|heat number|cast no|cast number|批次|批号|批次号|熔次|熔次号|炉次|炉次号|炉号|炉批号",
    "party": "party|partner|business partner|supplier|suppliers|supplier name|customer|customer name"
    "|supplier customer|customer supplier|counterparty|vendor|trading partner|供应商|供应商名称|供货商"
    "|供货单位|客户|客户名称|往来单位|往来单位名称|供应商客户|客户供应商|收货单位|购货单位|交易对方",
    "document": "document|delivery note|delivery note no|delivery note number|coc document"
    "|coc document no|delivery document|waybill|送货单|送货单号|发货单|发货单号|随货单据|随货单号"
    "|监管链文件|监管链文件号|监管链文件编号",
    "certificate": "certificate|certificate no|certificate number|证书|证书号|证书编号|采购证书",
    "evidence": "evidence|proof|证明|证据|证明材料|证明文件",
    "carrier": "carrier|energy carrier|kind of energy|energy type|type of energy|fuel|fuel type|能源"
    "|能源种类|能源类型|能源品种|能源名称",
    "renewable": "renewable|from renewable sources|可再生|是否可再生|可再生能源",
    "channel": "channel|purchase channel|购电方式|购电渠道|采购渠道",
    "issuer": "issuer|issued by|certification body|签发方|签发机构|发证机构|认证机构|出具方",
    "issued": "issued|issue date|date of issue|issued on|签发日期|发证日期|出具日期|颁发日期",
    "valid_until": "valid until|expiry|expiry date|expires|valid to|有效期至|到期日|到期日期|有效期截止"
    "|失效日期",
    "holder": "holder|certificate holder|held by|持有人|持证方|持有方|获证企业|证书持有人",
    "scheme": "scheme|programme|program|certification scheme|认证体系|体系|认证方案|认证类型",
    "registry": "registry|register|登记机构|登记平台|核发平台",
    "serial": "serial|serial no|serial number|序列号",
    "status": "status|state|状态|证书状态",
    "span": "period covered|validity period|覆盖期间|适用期间",
    "country": "country|country code|国家|国别",
    "address": "address|registered address|地址|注册地址",
    "beneficiary": "beneficiary|受益人|受益方",
    "purpose": "purpose|用途",
    "title": "title|document title|标题|文件名称|文件标题",
    "link": "link|url|web address|链接|网址",
    "file": "file|file name|文件|文件名",
    "sha256": "sha256|sha 256|hash",
}
_SURE = {
    "movements.id": "row|row no|entry|entry no|entry number|record no|record number|movement no"
    "|movement number|ticket|ticket no|ticket number|weighbridge ticket|weighing ticket"
    "|weighbridge ticket no|单号|磅单号|磅单编号|过磅单号|流水号|记录号|记录编号|出入库单号|出入库编号"
    "|单据号|单据编号",
    "movements.date": "receipt date|date of receipt|received|received on|dispatch date|despatch date"
    "|date of dispatch|shipping date|delivery date|weighing date|movement date|入库日期|出库日期"
    "|出入库日期|收货日期|发货日期|过磅日期|到货日期|进厂日期|出厂日期|收发日期",
    "movements.direction": "flow|movement|movement type|type of movement|receipt dispatch"
    "|inflow outflow|收发类别|收发类型|出入库类型|出入库类别|入库出库|业务类型|进出类型|进出方向",
    "movements.mass": "net weight|net mass|mass|net|net quantity|weight net|净重|净重量|净质量|实重",
    "movements.product": "product no|product code|产品编号|产品代码",
    "movements.coc": "claimed|certified material|carries the characteristic|认证物料|是否声明",
    "energy.id": "meter reading|meter reading no|抄表编号|读数编号",
    "energy.date": "month|reading date|period|month of use|月份|抄表日期|用能日期|用能月份|抄表月份",
    "energy.amount": "amount|consumption|energy|energy used|energy consumption|usage|用量|消耗量|用能量"
    "|使用量|能耗|耗量",
    "energy.source": "source|energy source|source of electricity|电源|电力来源|能源来源|发电类型",
    "energy.certificate": "gec|green certificate|绿证|绿证编号|绿证号",
    "production.id": "production no|record no|生产单号|产量单号",
    "production.date": "month|production date|date of production|生产日期|生产月份|月份",
    "production.mass": "output|production|mass|net weight|mass made|产量|产出量|净重|合格品产量",
    "certificates.id": "id|编号|序号",
    "certificates.number": "number|no|certificate|certificate no|certificate number|证书|证书号|证书编号"
    "|证书编码",
    "certificates.standard_number": "standard|standard no|standard number|标准|标准号|标准编号|依据标准",
    "certificates.applied": "applied|application date|申请日期",
    "certificates.quantity": "quantity|quota|amount bought|数量|配额|采购量|证书数量|证书量",
    "certificates.consumption": "power consumption|specific consumption|unit consumption|单耗|吨铝电耗",
    "documents.id": "id|document|document no|document number|delivery note|delivery note no"
    "|delivery note number|coc document no|编号|单号|单据编号|单据号|文件号|文件编号|送货单号",
    "documents.side": "side|issued or received|签发或接收|收发|方向",
    "documents.reference": "reference|reference no|reference number|our reference|参考号|文件参考号",
    "documents.issuer": "issuer|issued by|supplier|seller|签发方|供应商|供货方|开具方",
    "documents.receiver": "receiver|received by|customer|buyer|consignee|接收方|客户|收货方",
    "documents.certificate": "certificate|certificate no|coc certificate|证书号|证书编号|监管链证书号",
    "documents.responsible": "responsible|responsible person|signed by|负责人|责任人|签字人",
    "documents.statement": "statement|statement of conformity|符合性声明|声明",
    "documents.model": "model|chain of custody model|监管链模式|监管链模型",
    "documents.coc_mass": "coc mass|mass of coc material|certified mass|coc quantity|监管链物料质量"
    "|监管链物料量|coc物料量|认证物料量",
    "documents.total_mass": "total mass|total weight|mass in all|total|总质量|总重量|总重|合计质量",
    "evidence.id": "id|no|number|编号|序号|证据编号",
    "evidence.title": "title|document|name|标题|名称|文件名称|证据名称|证明材料",
    "parties.id": "id|code|party code|supplier code|customer code|编号|编码|代码|单位编码|供应商编码"
    "|客户编码|供应商代码",
    "parties.name": "name|company|company name|registered name|supplier|supplier name|customer"
    "|customer name|名称|公司名称|单位名称|供应商|供应商名称|客户|客户名称|企业名称",
    "sites.id": "id|code|site code|编号|代码|厂区代码",
    "sites.name": "name|site|site name|plant|名称|场所名称|厂区|厂区名称|工厂名称",
    "sites.party": "run by|operated by|company|运营方|所属公司",
    "sites.region": "region|grid|grid region|province|地区|省份|电网",
    "sites.in_boundary": "in boundary|inside the boundary|是否在边界内|边界内",
    "products.id": "id|code|product code|product no|编号|产品编号|产品代码",
    "products.name": "name|product|product name|description|名称|产品|产品名称|品名",
    "products.mass": "mass|net weight|output|quantity|mass made|净重|产量|数量|质量",
    "products.produced": "produced|period|生产期间|期间",
    "products.original_cfp": "original cfp|original carbon footprint|cfp before attribution|原始碳足迹"
    "|分配前碳足迹",
    "products.declared_cfp": "declared cfp|declared carbon footprint|声明碳足迹|分配后碳足迹",
    "instruments.id": "id|no|编号|序号",
    "instruments.serial": "serial|serial no|serial number|code|certificate no|certificate number|绿证编号"
    "|证书编号|编码|绿证号",
    "instruments.kind": "kind|type|instrument|种类|类型|绿证类型",
    "instruments.holder": "holder|account|account holder|持有人|账户|持有账户",
    "instruments.place": "place|plant|project|power plant|项目|项目名称|电站|发电项目",
    "instruments.generated": "generated|generation month|month of generation|generation date|vintage"
    "|production month|发电日期|发电月份|生产年月|电量生产年月|电量月份",
    "instruments.energy": "energy|amount|quantity|volume|electricity|电量|上网电量|数量",
    "instruments.retired": "retired|retirement date|cancelled|cancellation date|redeemed|核销日期"
    "|注销日期|划转日期",
    "retirements.id": "id|no|编号|序号",
    "retirements.instrument": "instrument|certificate|serial|serial no|certificate no|绿证|绿证编号"
    "|证书编号",
    "retirements.date": "date|retirement date|retired|cancellation date|核销日期|注销日期",
    "retirements.span": "period|claimed for|使用期间|归属期间",
}
_LIKELY = {
    "movements.id": "no|nr|number|id|serial no|序号|编号|入库单号|出库单号|凭证号|凭证编号",
    "movements.date": "posting date|booking date|month|time|业务日期|记账日期|单据日期|时间|月份|过磅时间"
    "|入库时间|出库时间",
    "movements.direction": "type|kind|transaction|transaction type|类型|业务|类别",
    "movements.mass": "weight|quantity|tonnage|amount|qty|重量|质量|数量|吨位|结算重量|结算量|数量吨",
    "movements.material": "commodity|goods|description|item|name|article|grade|alloy|名称|种类|品种|货名"
    "|货品|牌号|产品名称|存货名称",
    "movements.form": "规格型号|规格",
    "movements.step": "department|workshop|shop|车间|部门",
    "movements.site": "location|warehouse|factory|仓库|地点",
    "movements.document": "reference|reference no|document no|document number|note no|入库单号|出库单号"
    "|提单号|运单号|单据号",
    "movements.party": "company|from to|单位名称|公司|厂商|对方单位|发货单位",
    "movements.product": "product|product name|产品",
    "movements.coc": "certified|是否认证|认证",
    "movements.certificate": "cert|cert no|质保书号",
    "movements.green_electricity": "hydro|hydro power|水电铝",
    "energy.amount": "quantity|reading|kwh|mwh|电量|数量|读数|抄见电量",
    "energy.date": "time|时间",
    "energy.step": "department|workshop|meter point|车间|部门|用能单元",
    "energy.id": "id|no|number|meter|meter no|编号|序号|表号|电表号",
    "production.id": "id|no|number|编号|序号",
    "production.mass": "quantity|weight|重量|质量|数量",
    "certificates.span": "period|有效期",
    "certificates.id": "no|number",
    "documents.issued": "date|日期",
    "documents.material": "material|metal|物料|品名|物料名称",
    "documents.coc_mass": "mass|net weight|quantity|净重|质量|数量",
    "evidence.issued": "date|日期",
    "evidence.file": "path|路径",
    "parties.id": "no|number|序号|代号",
    "parties.country": "region|地区",
    "products.form": "type|kind|类型",
    "production.form": "type|kind|product|类型|产品|品种",
}
# A heading that contains one of these means something else, however much of it fits.
_NEVER = {
    "movements.mass": "gross|tare|gross weight|tare weight|price|moisture|毛重|皮重|单价|水分|扣重|件数",
    "energy.amount": "price|单价|金额|cost",
    "movements.date": "due|付款|开票|invoice",
    "movements.party": "driver|carrier|司机|承运",
}
# A heading of energy that says what energy it is.
CARRIERS = {
    "electricity": "electricity|power|electric power|electricity used|electricity consumption|power used"
    "|用电量|耗电量|电力|电量|总用电量|外购电量|抄见电量",
    "natural_gas": "natural gas|gas|天然气|天然气用量|用气量",
}
# What sheets, files and titles are called whose rows belong to a table.
_TABLES = {
    "movements": "ledger|movement|movements|stock ledger|in and out|in out|receipts|shipments|dispatches"
    "|deliveries|inflow|outflow|inbound|outbound|incoming|outgoing|weighbridge|material balance|台账|出入库"
    "|进出库|收发存|入库|出库|收货|发货|进厂|出厂|过磅|物料|收发",
    "energy": "energy|electricity|power|gas|energy use|meter readings|能源|能耗|用电|电量|用能|抄表|天然气",
    "production": "production|output|产量|生产|生产日报|产量统计",
    "certificates": "certificates|certificate|证书|证书清单|证书台账",
    "documents": "documents|delivery notes|coc documents|单据|监管链文件|送货单|随货单据",
    "parties": "parties|partners|suppliers|customers|business partners|供应商|客户|往来单位|供应商名录"
    "|合格供方",
    "sites": "sites|plants|locations|场所|厂区|工厂",
    "products": "products|product list|产品|产品清单|产品目录",
    "evidence": "evidence|proofs|proof|references|证据|证明材料|证据清单|证明文件",
    "instruments": "gec|gecs|green certificates|guarantees of origin|i rec|绿证|绿证台账|绿色电力证书",
    "retirements": "retirements|cancellations|redemptions|核销|注销|绿证核销",
}
# What says of a whole sheet, or of a heading, that its metal came in or went out.
DIRECTIONS = {
    "in": "in|inflow|inbound|incoming|receipt|receipts|received|purchases|purchase|intake|goods receipt"
    "|入库|收货|进厂|进货|采购|入厂|收料|原料入库|购入",
    "out": "out|outflow|outbound|outgoing|dispatch|dispatches|despatch|shipment|shipments|shipping|sales"
    "|deliveries|goods issue|出库|发货|出厂|销售|发运|成品出库",
}
STEPS = {
    "casting": "casthouse|cast house|casting|foundry|铸造|熔铸|铸造车间|熔铸车间|铸造厂",
    "electrolysis": "smelter|potroom|electrolysis|电解|电解车间|电解铝厂",
    "rolling": "rolling|rolling mill|轧制|轧制车间",
    "extrusion": "extrusion|挤压|挤压车间",
    "recycling": "recycling|remelt|再生|再生车间",
}
# Headings that ledgers have and no table of ours: nobody needs to look at them.
_NOT_OURS = (
    "remark|remarks|note|notes|comment|comments|vehicle|vehicle no|truck|truck no|truck plate|plate|plate no"
    "|driver|driver name|gross|gross weight|gross mass|tare|tare weight|tare mass|price|unit price|value|operator"
    "|entered by|checked by|approved by|bundles|pieces|备注|说明|车号|车牌|车牌号|车辆|司机|驾驶员|毛重|毛重量|皮重|皮重量"
    "|单价|金额|总价|经办人|制单人|审核人|过磅员|司磅员|操作员|件数|捆数|支数|签字"
)
# Options by column; the same words may mean another option elsewhere.
_OPTIONS = {
    "direction": {
        "in": "in|inflow|inbound|incoming|receipt|receipts|received|purchase|intake|goods receipt|i|入|入库"
        "|收|收入|收货|进|进厂|进货|采购|采购入库|购入|入厂|原料入库|进库",
        "out": "out|outflow|outbound|outgoing|dispatch|despatch|dispatched|shipment|shipped|sale|sales"
        "|delivery|goods issue|o|出|出库|发|发出|发货|出厂|销售|销售出库|发运|成品出库",
        "loss": "loss|losses|melt loss|burn off|损耗|损失|烧损|熔损",
        "stock": "to stock|into stock|put into stock|存入|入存",
        "destock": "from stock|out of stock|taken out of stock|destock|领用|出存",
        "internal": "internal|transfer|internal transfer|调拨|内部|内部转移|内部调拨|移库",
    },
    "material": {
        "primary_aluminium": "primary|primary aluminium|primary aluminum|primary metal|primary ingot|p1020"
        "|p1020a|a00|virgin|virgin metal|原铝|电解铝|原铝锭|原铝液|电解铝液|重熔用铝锭|al99 70|电解原铝",
        "pre_consumer_scrap": "pre consumer scrap|pre consumer|process scrap|production scrap|new scrap"
        "|industrial scrap|prime scrap|消费前废料|消费前废铝|新废料|新废铝|加工废料|边角料|生产废料",
        "post_consumer_scrap": "post consumer scrap|post consumer|old scrap|end of life scrap|ubc"
        "|used beverage cans|消费后废料|消费后废铝|旧废料|旧废铝|回收废铝|易拉罐|报废铝",
        "internal_scrap": "internal scrap|run around scrap|run around|runaround scrap|in house scrap"
        "|home scrap|returns|回炉料|厂内回炉料|厂内废料|返回料|自产废料",
        "dross": "dross|skimmings|铝渣|铝灰|浮渣",
        "alloying": "alloying|alloying metal|alloying metals|alloying element|alloying elements"
        "|master alloy|master alloys|alloys|silicon|magnesium|copper|manganese|hardener|合金元素|中间合金"
        "|硅|金属硅|工业硅|镁|镁锭|铜|锰|合金添加剂",
        "product": "product|products|finished product|finished goods|billet|billets|slab|slabs"
        "|extrusion billet|rolling slab|wire rod|成品|产品|铝棒|圆铸锭|扁锭|铝扁锭|圆锭|铸棒|成品铝棒"
        "|铝杆|线杆",
        "alumina": "alumina|氧化铝",
        "bauxite": "bauxite|铝土矿",
    },
    "form": {
        "liquid": "liquid|molten|liquid metal|molten metal|铝液|铝水|液态|原铝液",
        "remelt_ingot": "remelt ingot|重熔用铝锭",
        "ingot": "ingot|ingots|铝锭|锭",
        "slab": "slab|slabs|rolling slab|扁锭|铝扁锭|板锭",
        "billet": "billet|billets|extrusion billet|铝棒|圆铸锭|圆锭|铸棒",
        "wire_rod": "wire rod|rod|铝杆|线杆",
        "sheet": "sheet|coil|板材|板带",
        "profile": "profile|profiles|extrusion|型材",
    },
    "carrier": {
        "electricity": "electricity|power|electric power|el|电|电力|用电",
        "natural_gas": "natural gas|gas|ng|天然气",
        "coal": "coal|煤|煤炭",
        "oil": "oil|fuel oil|diesel|油|柴油|重油|燃料油",
        "heat": "heat|steam|district heat|热|蒸汽|热力",
    },
    "source": {
        "wind": "wind|wind power|风电|风能",
        "solar": "solar|pv|photovoltaic|光伏|太阳能",
        "hydro": "hydro|hydropower|hydro power|water|水电|水力",
        "mix": "grid|grid mix|mix|电网|网电|市电",
    },
    "side": {
        "issued": "issued|sent|out|ours|签发|发出|开具",
        "received": "received|in|incoming|接收|收到|收",
    },
    "scheme": {
        "asi_performance": "asi ps|asi performance standard|asi performance|asi绩效|asi绩效标准",
        "asi_coc": "asi coc|asi chain of custody|asi监管链",
        "cgmc_green_electricity": "green electricity aluminium|绿电铝|绿电铝证书",
        "cgmc_purchase": "purchase certificate|purchase|采购证书|绿电铝采购证书",
        "cgmc_low_carbon": "low carbon aluminium|绿色低碳铝|绿色低碳铝证书",
    },
    "status": {
        "valid": "valid|active|in force|有效",
        "active": "active|valid|issued|有效|未使用|持有",
        "suspended": "suspended|暂停",
        "withdrawn": "withdrawn|revoked|撤销|撤回",
        "cancelled": "cancelled|canceled|used|已使用|核销|注销",
        "retired": "retired|cancelled|canceled|redeemed|used|核销|已核销|注销|已注销",
        "expired": "expired|过期|已过期",
    },
}
YES = frozenset(["yes", "y", "true", "x", "ok", "√", "✓", "✔", "☑", "是", "有", "对", "1"])
NO = frozenset(["no", "n", "false", "×", "✗", "✘", "☒", "否", "无", "不是", "非", "0"])
# One of these, and `1` and `0`, say yes or no in some ledgers and something else in others.
HALF_SURE = frozenset(("x", "ok", "1", "0", "有", "无", "对", "非"))
# What stands where nothing is known; a ledger that means none says so in a word of its own.
UNKNOWN = frozenset(
    (
        *(
            "-",
            "--",
            "---",
            "–",
            "—",
            "——",
            "/",
            "//",
            "\\",
            "?",
            "？",
            "n/a",
            "na",
            "n.a.",
            "#n/a",
        ),
        *("tbd", "tba", "unknown", "not known", "待定", "不详", "未知", "待补", "待确认", "暂无"),
    )
)
NONE = frozenset(("none", "nil", "no", "null", "without", "无", "没有"))
# What rows are called that add up others; a row that begins so is no row of the table.
TOTALS = frozenset(
    (
        *("total", "totals", "grand total", "subtotal", "sub total", "sum", "sum total", "balance"),
        *(
            "carried forward",
            "monthly total",
            "annual total",
            "year to date",
            "ytd",
            "total in",
            "total out",
        ),
        *(
            "合计",
            "总计",
            "小计",
            "共计",
            "本月合计",
            "本月小计",
            "月计",
            "本页合计",
            "本年累计",
            "累计",
        ),
        *(
            "本月累计",
            "本季合计",
            "年度合计",
            "全年合计",
            "合 计",
            "期末结存",
            "期初结存",
            "上月结存",
            "本日合计",
        ),
    )
)
# What may stand behind such a word: a month, a year.
TOTAL_STARTS = (
    "grand total",
    "subtotal",
    "sub total",
    "total",
    "sum of",
    "合计",
    "总计",
    "小计",
    "累计",
)
TOTAL_ENDS = ("合计", "总计", "小计", "累计", "subtotal", " total")
# Headings and titles that say what unit a whole sheet is in.
UNIT_HEADINGS = frozenset(("unit", "units", "uom", "单位", "计量单位", "unit of measure"))


def _table(written: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {
        name: frozenset(fold(word) for word in words.split("|")) for name, words in written.items()
    }


SURE_ANYWHERE = _table(_SURE_ANYWHERE)
SURE = _table(_SURE)
LIKELY = _table(_LIKELY)
NEVER = _table(_NEVER)
TABLES = _table(_TABLES)
CARRIER_WORDS = _table(CARRIERS)
DIRECTION_WORDS = _table(DIRECTIONS)
STEP_WORDS = _table(STEPS)
OPTIONS = {name: _table(words) for name, words in _OPTIONS.items()}
NOT_OURS = frozenset(fold(word) for word in _NOT_OURS.split("|"))
ALL_HEADINGS: frozenset[str] = frozenset().union(
    *SURE_ANYWHERE.values(), *SURE.values(), *LIKELY.values(), UNIT_HEADINGS
)


def sure_words(table: str, column: str) -> frozenset[str]:
    """Return the words that mean a column of a table; what is said of the table goes before the rest."""
    own = SURE.get(f"{table}.{column}", frozenset())
    return own | SURE_ANYWHERE.get(column, frozenset())


def count_known(text: str) -> int:
    """Return how many headings of the table stand in a text: it tells an encoding from another."""
    folded = fold(text) if len(text) <= 120 else text.casefold()
    if folded in ALL_HEADINGS:
        return 2
    return sum(1 for word in ALL_HEADINGS if not word.isascii() and word in folded)
